# One image for web, worker and clock. Which of them a container is, its command says.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /opt/cexing \
    && /opt/cexing/bin/pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes --no-deps -r /tmp/run.txt

FROM python:3.11-slim-bookworm
# A report's PDF carries its fonts within it, and the base has no Chinese one.
RUN apt-get update --quiet \
    && apt-get install --yes --quiet --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/cexing/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 CEXING_DATA_DIR=/data
RUN groupadd --gid 10001 cexing \
    && useradd --uid 10001 --gid cexing --home-dir /data --no-create-home cexing \
    && install --directory --mode 0700 --owner cexing --group cexing /data
COPY --from=packages /opt/cexing /opt/cexing
COPY . /srv/cexing
WORKDIR /srv/cexing
RUN python -m compileall -q .
USER 10001:10001
# A first volume begins with these; a later one is brought up to date by the `static` service.
# The key that settings make for themselves must not be the same in every copy of the image.
RUN python manage.py collectstatic --noinput --verbosity 0 && rm -f /data/secret-key
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as ask; ask.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--graceful-timeout", "10", "--timeout", "60", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
