"""Every setting of EduKai, in the order of the parts it concerns. `.env.example` says what each variable means."""

from datetime import timedelta
from email.utils import formataddr

from edukai import env, logs, openapi

BASE_DIR = env.BASE_DIR
env.load_dotenv()

# The part: all of EduKai, or the AI service of another installation
IS_AI = env.choice("EDUKAI_ROLE", "app", {"app", "ai"}) == "ai"

# The place: one machine with nothing configured
DATA_DIR = env.path("EDUKAI_DATA_DIR", BASE_DIR / "var" / "ai" if IS_AI else BASE_DIR / "var")
DEBUG = env.flag("DEBUG", False)
# Twice, since honcho gives each child a PORT of its own
PORT = env.integer("EDUKAI_PORT", env.integer("PORT", 8100 if IS_AI else 8000, least=1, most=65_535), least=1, most=65_535)
REDIS_PORT = env.integer("EDUKAI_REDIS_PORT", PORT + 1, least=1, most=65_535)
PUBLIC_URL = env.url("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
BIND_ADDRESS = env.text("BIND_ADDRESS", "127.0.0.1")
BEHIND_TLS = PUBLIC_URL.startswith("https://")

SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{env.host(PUBLIC_URL)}")
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS")
CORS_ALLOW_CREDENTIALS = True
CORS_EXPOSE_HEADERS = ["Retry-After"]
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, most=10)

INSTALLED_APPS = [
    "account",
    "candidate",
    "candidate.service",
    "organization",
    "edukai.jobs",
    "edukai.apps.EduKaiConfig",
    "edukai.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # REST framework needs to be none of these: it has no tables, and we show none of its pages. As one it would be loaded, and
    # psycopg with it, by every worker that fills a template.
    "corsheaders",
    "rest_framework_simplejwt.token_blacklist",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "edukai.ai_urls" if IS_AI else "edukai.urls"
WSGI_APPLICATION = "edukai.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # straight from the packages: nothing to collect, nothing to forget

# Database: SQLite under the data folder, or DATABASE_URL
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "edukai.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker and cache: the redis-server that the Procfile starts, or another one
REDIS_URL = env.text("REDIS_URL", f"redis://127.0.0.1:{REDIS_PORT}/1")
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", f"redis://127.0.0.1:{REDIS_PORT}/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "edukai",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
}

# Processes of `make up`
WEB_WORKERS = env.integer("WEB_WORKERS", 2, least=1)
WEB_THREADS = 8  # of each
DEFAULT_WORKERS = env.integer("EDUKAI_DEFAULT_WORKERS", 2, least=1)
POLLING_WORKERS = env.integer("EDUKAI_POLLING_WORKERS", 1, least=1)
PDF_WORKERS = env.integer("EDUKAI_PDF_WORKERS", 3, least=1)  # one more than cores: none idles while a message is acknowledged
WORKER_NICE = env.integer("EDUKAI_WORKER_NICE", 10, least=0, most=19)  # whoever waits for a page or an answer goes first
# Of docker-compose.yml; here to be held against what anybody can guess
POSTGRES_PASSWORD = env.text("POSTGRES_PASSWORD")
FLOWER_PASSWORD = env.text("FLOWER_PASSWORD")

# Background work
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", 30, least=3)
JOB_RECONCILE_SECONDS = env.integer("JOB_RECONCILE_SECONDS", 30, least=1)
JOB_MAX_ATTEMPTS = env.integer("JOB_MAX_ATTEMPTS", 5, least=1)
JOB_BACKOFF_SECONDS = env.integer("JOB_BACKOFF_SECONDS", 2, least=1)

# Files: the data folder, or any S3
USE_S3 = env.flag("USE_S3", False)
MEDIA_ROOT = DATA_DIR / "media"
MINIO_ENDPOINT_URL = env.url("MINIO_ENDPOINT_URL", "")
MINIO_PUBLIC_URL = env.url("MINIO_PUBLIC_URL", MINIO_ENDPOINT_URL)
MINIO_ACCESS_KEY = env.text("MINIO_ACCESS_KEY")
MINIO_SECRET_KEY = env.text("MINIO_SECRET_KEY")
MINIO_BUCKET_NAME = env.text("MINIO_BUCKET_NAME", "edukai")
MINIO_REGION = env.text("MINIO_REGION", "us-east-1")
STORAGES = {  # of the data folder; edukai/storage.py speaks to S3 itself
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"allow_overwrite": True}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PRESIGNED_URL_EXPIRE_SECONDS = env.integer("PRESIGNED_URL_EXPIRE_SECONDS", 900, least=1, most=7 * 86_400)  # SigV4 knows no more

# Uploads
CV_MAX_FILES = env.integer("CV_MAX_FILES", 1_000, least=1)
CV_MAX_BYTES = env.integer("CV_MAX_MB", 10, least=1) * 1024 * 1024
CV_UPLOAD_TYPES = env.some_of("CV_UPLOAD_TYPES", "pdf,doc,docx", {"pdf", "doc", "docx", "rtf", "odt", "txt", "png", "jpg", "jpeg"})
DATA_UPLOAD_MAX_NUMBER_FILES = None  # candidate/uploads.py counts them itself, and says so in one clear sentence
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # what is not a file
UPLOAD_DIR = DATA_DIR / "uploads"  # beside MEDIA_ROOT, so that storing a file is a rename

# Reading documents: the limits of the child process that opens them
READER_MEMORY_MB = env.integer("READER_MEMORY_MB", 1_024, least=512)
READER_SECONDS = env.integer("READER_SECONDS", 30, least=1)
READER_MAX_PAGES = env.integer("READER_MAX_PAGES", 50, least=1)
OCR_LANGUAGES = env.languages("OCR_LANGUAGES", "eng")
OCR_MAX_PAGES = env.integer("OCR_MAX_PAGES", 10, least=0)

# Reading sheets of schools and contacts: the same for their child process
SHEET_MEMORY_MB = env.integer("SHEET_MEMORY_MB", 1_024, least=256)
SHEET_SECONDS = env.integer("SHEET_SECONDS", 120, least=1, most=240)  # less than a worker gives to a stage

# Understanding CVs
AI_ENGINE = env.choice("AI_ENGINE", "local", {"local", "openai", "service"})
AI_FALLBACK = env.choice("AI_FALLBACK", "none", {"none", "local"})
AI_CONCURRENCY = env.integer("AI_CONCURRENCY", 20, least=1)
AI_BASE_URL = env.url("AI_BASE_URL", "")
AI_SERVICE_TOKEN = env.text("AI_SERVICE_TOKEN")
OWN_HOSTS = [env.place(address) for address in (PUBLIC_URL, MINIO_ENDPOINT_URL, MINIO_PUBLIC_URL) if address]
AI_SERVICE_CV_HOSTS = env.words("AI_SERVICE_CV_HOSTS", ",".join([*OWN_HOSTS, "127.0.0.1", "localhost"]))
AI_SERVICE_KEEP_HOURS = env.integer("AI_SERVICE_KEEP_HOURS", 24, least=1)
AI_POLL_INTERVAL_SECONDS = env.integer("AI_POLL_INTERVAL_SECONDS", 30, least=1)
AI_POLL_MAX_RETRIES = env.integer("AI_POLL_MAX_RETRIES", 60, least=1)
AI_BATCH = env.flag("AI_BATCH", False)
AI_DAILY_BUDGET = env.amount("AI_DAILY_BUDGET", "0")  # US dollars; 0 = no limit
AI_PRICES = env.prices("AI_PRICES", "gpt-5=1.25/0.125/10,gpt-5-mini=0.25/0.025/2,gpt-5-nano=0.05/0.005/0.40,gpt-4.1-mini=0.40/0.10/1.60")
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.url("OPENAI_BASE_URL", "https://api.openai.com/v1")
OPENAI_MODEL = env.text("OPENAI_MODEL", "gpt-5-mini")
OPENAI_SERVICE_TIER = env.choice("OPENAI_SERVICE_TIER", "flex", {"flex", "default", "priority", "auto"})
OPENAI_TIMEOUT_SECONDS = env.integer("OPENAI_TIMEOUT_SECONDS", 60, least=1)
OPENAI_WEBHOOK_SECRET = env.text("OPENAI_WEBHOOK_SECRET")

# The agency, as it stands on CVs and mails
AGENCY_NAME = env.text("AGENCY_NAME", "EduKai Education")
AGENCY_EMAIL = env.email("AGENCY_EMAIL", "hello@edukai.example")
AGENCY_PHONE = env.text("AGENCY_PHONE", "020 7946 0100")
AGENCY_WEBSITE = env.text("AGENCY_WEBSITE", "www.edukai.example")
AGENCY_ADDRESS = env.text("AGENCY_ADDRESS", "1 Example Square, London EC1A 1AA")
AGENCY_CONSULTANT = env.text("AGENCY_CONSULTANT", "The EduKai team")
AGENCY_ROLE, AGENCY_COMPANY_LINE = env.text("AGENCY_ROLE", "Recruitment consultants"), env.text("AGENCY_COMPANY_LINE")
AGENCY_COLOUR = env.colour("AGENCY_COLOUR", "#0b4f6c")
AGENCY_LOGO = env.path("AGENCY_LOGO", BASE_DIR / "templates" / "candidate" / "logo.svg")

# Places: the tables of this database know them; what they do not know may be asked online
GEOCODER_ONLINE = env.flag("GEOCODER_ONLINE", False)
NOMINATIM_URL = env.url("NOMINATIM_URL", "https://nominatim.openstreetmap.org")
GEOCODER_USER_AGENT = env.text("GEOCODER_USER_AGENT", f"EduKai ({AGENCY_EMAIL})")
GEOCODER_TIMEOUT_SECONDS = env.integer("GEOCODER_TIMEOUT_SECONDS", 10, least=1)

# Mail
MAIL_TRANSPORT = env.choice("MAIL_TRANSPORT", "outbox", {"outbox", "smtp", "sendgrid"})
MAIL_FROM = env.text("MAIL_FROM", formataddr((AGENCY_NAME, AGENCY_EMAIL)))
MAIL_OUTBOX = env.path("MAIL_OUTBOX", DATA_DIR / "outbox")
MAIL_INBOUND_SECRET = env.text("MAIL_INBOUND_SECRET")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, least=1, most=65_535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
SENDGRID_API_KEY = env.text("SENDGRID_API_KEY")
SENDGRID_REGION = env.choice("SENDGRID_REGION", "global", {"global", "eu"})
SENDGRID_HOST = env.url("SENDGRID_HOST", "")
SENDGRID_SANDBOX = env.flag("SENDGRID_SANDBOX", False)
SENDGRID_WEBHOOK_PUBLIC_KEY = env.text("SENDGRID_WEBHOOK_PUBLIC_KEY")
MAIL_TRACK_OPENS = env.flag("MAIL_TRACK_OPENS", False)
MAIL_UNSUBSCRIBE_ADDRESS = env.email("MAIL_UNSUBSCRIBE_ADDRESS", "")
MAIL_MOST_PER_CALL = env.integer("MAIL_MOST_PER_CALL", 1_000, least=1, most=1_000)
MAIL_RATE_PER_MINUTE = env.integer("MAIL_RATE_PER_MINUTE", 0)
MAIL_RATE_PER_DOMAIN_PER_MINUTE = env.integer("MAIL_RATE_PER_DOMAIN_PER_MINUTE", 0)
MAIL_WARMUP = env.flag("MAIL_WARMUP", False)
MAIL_WARMUP_FIRST_DAY = env.integer("MAIL_WARMUP_FIRST_DAY", 50, least=1)
AVAILABILITY_REPEAT_DAYS = env.integer("AVAILABILITY_REPEAT_DAYS", 30)
OUTREACH_HOLD_SECONDS = env.integer("OUTREACH_HOLD_SECONDS", 60)
OUTREACH_REPEAT_DAYS = env.integer("OUTREACH_REPEAT_DAYS", 30)
OUTREACH_ATTACH_PHOTO = env.flag("OUTREACH_ATTACH_PHOTO", False)

# Accounts
AUTH_USER_MODEL = "account.User"
AUTHENTICATION_BACKENDS = ["account.back_office.OperatorBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
ACCESS_TOKEN_MINUTES = env.integer("ACCESS_TOKEN_MINUTES", 60, least=1)
REFRESH_TOKEN_DAYS = env.integer("REFRESH_TOKEN_DAYS", 7, least=1)
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=ACCESS_TOKEN_MINUTES),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=REFRESH_TOKEN_DAYS),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": False,
}
COOKIE_SECURE = env.flag("COOKIE_SECURE", BEHIND_TLS)
COOKIE_SAMESITE = env.choice("COOKIE_SAMESITE", "Lax", {"Lax", "Strict", "None"})
SIGN_IN_LIMIT_PER_ACCOUNT = env.integer("SIGN_IN_LIMIT_PER_ACCOUNT", 10, least=1)
SIGN_IN_LIMIT_PER_ADDRESS = env.integer("SIGN_IN_LIMIT_PER_ADDRESS", 50, least=1)
SIGN_IN_WINDOW_SECONDS = env.integer("SIGN_IN_WINDOW_SECONDS", 900, least=1)
OTP_TTL_SECONDS = env.integer("OTP_TTL_SECONDS", 600, least=1)
OTP_MAX_TRIES = env.integer("OTP_MAX_TRIES", 5, least=1)
OTP_REQUESTS_PER_HOUR = env.integer("OTP_REQUESTS_PER_HOUR", 5, least=1)
OTP_SECONDS_BETWEEN = env.integer("OTP_SECONDS_BETWEEN", 60, least=0)
OTP_PEPPER = env.text("OTP_PEPPER", SECRET_KEY)

# The API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["account.auth.SessionTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["account.permissions.IsOperator"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["edukai.api.JSONParser", "edukai.api.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "edukai.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "edukai.schema.Schema",
    "EXCEPTION_HANDLER": "edukai.api.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = openapi.SETTINGS

# Security that only makes sense behind TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", TRUSTED_PROXIES > 0)  # else nothing ever counts as https: a redirect for ever
    SECURE_REDIRECT_EXEMPT = ["^health/?$", "^healthz$", "^readyz$"]
    SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", False)
# Both bind hosts that are not ours to speak for, and preloading takes months to undo: for whoever owns the whole domain to turn on.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COOKIE_SECURE
SESSION_COOKIE_NAME = "edukai_admin"

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})
LOGGING = logs.to_console(LOG_LEVEL)
LOG_FILE = DATA_DIR / "edukai.log"  # what `make up` prints
