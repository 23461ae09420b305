# MinIO's last community release. There is no image of it to pull: since October 2025 MinIO gives away source alone. Go's checksum database
# vouches for what is built here.
FROM golang:1.25-alpine AS build
RUN CGO_ENABLED=0 go install github.com/minio/minio@RELEASE.2025-10-15T17-29-55Z

FROM alpine:3.22
RUN adduser -D -u 10001 minio && install -d -o minio /data
COPY --from=build /go/bin/minio /usr/local/bin/minio
USER 10001
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["wget", "-q", "--spider", "http://127.0.0.1:9000/minio/health/live"]
ENTRYPOINT ["minio"]
CMD ["server", "/data"]
