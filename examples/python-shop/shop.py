"""A shop in Flask. It asks its flags through OpenFeature, and they are decided in its own process.

The page has no request to wait for; exposures and purchases are sent behind its back.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from uuid import uuid4

from flask import Flask, redirect, render_template, request
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import OpenFeatureError
from openfeature.track import TrackingEventDetails
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from burgee_openfeature import BurgeeProvider

COOKIE, A_YEAR = "visitor", 365 * 86_400
PRICE = 129.0
MOBILE = "Mobi"  # what phones have in their User-Agent


def create_app() -> Flask:
    """The shop; its flags are those of whatever provider OpenFeature has."""
    app = Flask(__name__)
    flags = api.get_client()

    @app.get("/")
    def product() -> Response:
        visitor = _visitor()
        has_reviews = flags.get_boolean_value("buyer-reviews", False, visitor)
        is_bought = request.args.get("bought") == "yes"
        page = render_template(
            "product.html", has_reviews=has_reviews, is_bought=is_bought, price=PRICE
        )
        response = app.make_response(page)
        response.set_cookie(COOKIE, str(visitor.targeting_key), max_age=A_YEAR, httponly=True)
        return response

    @app.post("/purchases")
    def purchase() -> Response:
        if COOKIE not in request.cookies:  # nobody who has seen the page
            return redirect("/")
        bought = TrackingEventDetails(PRICE, {"event_type": "conversion", "currency": "EUR"})
        flags.track("purchase", _visitor(), bought)
        return redirect("/?bought=yes", 303)

    @app.errorhandler(500)
    def failure(_: Exception) -> tuple[str, int]:
        # The experiment's guardrail counts these.
        flags.track("page_error", _visitor(), TrackingEventDetails(None, {"event_type": "error"}))
        return "Something is broken here. We know, and are sorry.", 500

    return app


def _visitor() -> EvaluationContext:
    """Whom the request is from: by a cookie of our own, so that everybody stays who they are."""
    is_phone = MOBILE in request.headers.get("User-Agent", "")
    device = {"device_type": "mobile" if is_phone else "desktop"}
    return EvaluationContext(request.cookies.get(COOKIE) or str(uuid4()), device)


def connect() -> None:
    """Give OpenFeature its provider. The shop opens in any case: without Burgee it shows defaults,
    and asks again by itself."""
    provider = BurgeeProvider.local(
        os.environ["BURGEE_URL"],
        os.environ["BURGEE_KEY"],
        os.environ.get("BURGEE_ENVIRONMENT", "development"),
    )
    try:
        api.set_provider_and_wait(provider)
    except OpenFeatureError as fault:
        print(f"Flags have their defaults for now: {fault}", file=sys.stderr)


def main() -> None:
    # A server that is told to end does so by itself, and with it goes what is still to be sent.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # no line for each request
    connect()
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "8100")), create_app(), True)
    print(f"The shop is open: http://127.0.0.1:{server.server_port}  (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever()
    finally:
        api.shutdown()
        print("The shop has closed.")


if __name__ == "__main__":
    main()
