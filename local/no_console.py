"""What somebody sees at the console's address where the console was never built."""

from __future__ import annotations

import base64
import hashlib

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 10vh 16px; max-width: 40rem; overflow-wrap: anywhere; }
h1 { font-size: 24px; }
pre { padding: 12px 16px; border: 1px solid; border-radius: 8px; white-space: pre-wrap; }
"""
PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The console is not built · Burgee</title>
<style>{_STYLE}</style>
<main>
<h1>The console is not built here</h1>
<p>Burgee itself runs. What is missing are the console's files, which need Node.js 20 or later to be
made. In the folder of Burgee, type</p>
<pre><code>make console</code></pre>
<p>and load this page again; Burgee need not be started anew.</p>
<h2>Without Node.js</h2>
<p>All else works: flags, experiments and rollouts from the command line and the API.</p>
<pre><code>burgee --help</code></pre>
<p>What the API can be asked is at <a href="/openapi.json">/openapi.json</a>.</p>
</main>
</html>
"""


def _policy() -> str:
    """Nothing but the page's own style, by its hash."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


HEADERS = (
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("content-security-policy", _policy()),
    ("x-content-type-options", "nosniff"),
)
