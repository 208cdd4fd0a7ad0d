"""Zone names that feeds print, as minutes east of Greenwich (RFC 822 section 5 and the names the IANA database knows).

Where one abbreviation serves several places, the one whose press writes English or RSS software prints most is meant;
those that stay open (IST is India, Israel and Ireland; CST also China) are left to it too, as every reader does.
"""

from __future__ import annotations

OFFSET_MINUTES: dict[str, int] = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "WET", "AZOST"), 0),
    **dict.fromkeys(("BST", "CET", "MEZ", "WEST", "WAT", "MET"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT", "MEST"), 120),
    **dict.fromkeys(("EEST", "MSK", "EAT", "TRT", "ARST"), 180),
    **dict.fromkeys(("MSD", "GST", "SAMT", "AZT", "GET"), 240),
    **dict.fromkeys(("PKT", "UZT", "YEKT", "MVT"), 300),
    **dict.fromkeys(("OMST", "BTT"), 360),
    **dict.fromkeys(("ICT", "WIB", "KRAT", "HOVT"), 420),
    **dict.fromkeys(("HKT", "SGT", "MYT", "PHT", "WITA", "AWST", "IRKT"), 480),
    **dict.fromkeys(("JST", "KST", "WIT", "YAKT"), 540),
    **dict.fromkeys(("AEST", "VLAT", "CHST"), 600),
    **dict.fromkeys(("AEDT", "SRET"), 660),
    **dict.fromkeys(("NZST", "FJT"), 720),
    "NZDT": 780,
    "IRST": 210,
    "IRDT": 270,
    "AFT": 270,
    "IST": 330,
    "NPT": 345,
    "MMT": 390,
    "ACST": 570,
    "ACDT": 630,
    **dict.fromkeys(("EDT", "AST", "VET", "CLT", "BOT"), -240),
    **dict.fromkeys(("EST", "CDT", "COT", "PET", "ECT", "ET"), -300),
    **dict.fromkeys(("CST", "MDT", "CT"), -360),
    **dict.fromkeys(("MST", "PDT", "MT"), -420),
    **dict.fromkeys(("PST", "AKDT", "PT"), -480),
    **dict.fromkeys(("AKST", "HDT"), -540),
    **dict.fromkeys(("HST", "HAST"), -600),
    **dict.fromkeys(("ADT", "BRT", "ART", "UYT", "CLST"), -180),
    "NST": -210,
    "NDT": -150,
    "CVT": -60,
}
