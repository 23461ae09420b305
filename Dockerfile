# The product in one image; docker-compose.yml says which part of it a container runs.
FROM python:3.13-slim-trixie AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --only-binary :all: -r requirements.txt && /venv/bin/pip uninstall -y pip

FROM python:3.13-slim-trixie
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /app
COPY scripts/packages.txt scripts/
# Those without a group: what the product itself needs
RUN apt-get update \
    && awk '!/^#/ && NF == 1' scripts/packages.txt | xargs apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home edukai \
    && install -d -o edukai /data
COPY --from=build /venv /venv
COPY . .
RUN python -m compileall -q .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BIND_ADDRESS=0.0.0.0 \
    EDUKAI_PORT=8000 \
    EDUKAI_DATA_DIR=/data
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"EDUKAI_PORT\"]}/healthz')"]
CMD ["gunicorn", "edukai.wsgi", "-c", "edukai/gunicorn.py"]
