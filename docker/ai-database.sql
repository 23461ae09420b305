CREATE DATABASE edukai_ai; -- of the AI service (docker compose --profile ai up)
