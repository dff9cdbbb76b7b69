#!/usr/bin/env python3
"""`python3 manage.py up`, `python3 manage.py test` and every command of Django."""

import os
import sys


def main():
    if sys.version_info < (3, 7):  # older ones cannot even read the sentences of bootstrap  # noqa: UP036 - the Python that starts it may be any
        sys.exit("Python 3.11 is needed: python3.11 manage.py ...")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(
            errors="replace"
        )  # a terminal that knows no Japanese is no reason to stop

    from komae_sns import bootstrap

    bootstrap.enter(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "komae_sns.settings.local")
    if sys.argv[1:2] == ["test"]:
        os.environ["KOMAE_ENV_FILE"] = os.devnull  # tests never touch what `.env` points to

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
