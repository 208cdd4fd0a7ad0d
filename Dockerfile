# Two stages: the first has pip and the build backend, the second only Python, the installed packages and a user.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/khabar && python -m venv /opt/build
WORKDIR /src
COPY requirements/run.lock requirements/build.lock requirements/
RUN /opt/khabar/bin/pip install --require-hashes -r requirements/run.lock && \
    /opt/build/bin/pip install --require-hashes -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY workers workers
RUN /opt/build/bin/python -m hatchling build -t wheel -d /tmp/wheel && \
    /opt/khabar/bin/pip install --no-deps /tmp/wheel/*.whl && \
    rm -rf /opt/khabar/lib/python3*/site-packages/pip* /opt/khabar/bin/pip*

FROM python:3.13-slim-trixie
# The state folder is open like /tmp: it stays writable as a tmpfs, as a volume, and under another --user.
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/khabar --shell /usr/sbin/nologin khabar && \
    install -d -o khabar -g khabar -m 1777 /var/lib/khabar
COPY --from=build /opt/khabar /opt/khabar
COPY config /etc/khabar/config
COPY schedules /etc/khabar/schedules
ENV PATH=/opt/khabar/bin:$PATH PYTHONUNBUFFERED=1 \
    KHABAR_HOME=/var/lib/khabar KHABAR_CONFIG_DIR=/etc/khabar/config KHABAR_SCHEDULES_DIR=/etc/khabar/schedules
USER 10001
WORKDIR /var/lib/khabar
STOPSIGNAL SIGTERM
CMD ["celery", "-A", "workers", "worker", "--hostname", "khabar@%h", "-O", "fair", "--without-gossip", "--without-mingle"]
