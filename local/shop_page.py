"""The shop's page: its checkout as visitors get it, and what the rollout of a new one is doing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from burgee.domain.rollouts import LIVE, RolloutStatus
from local.checkout import NEW, OLD, Payments
from local.pages import Page
from local.ramp import Story

PATH = "/shop"
STATE = "/shop/state"
JSON = "application/json"
HTML = "text/html; charset=utf-8"


def shop_pages(story: Story, payments: Payments) -> dict[str, Page]:
    """The page and what it asks for twice a second."""
    return {
        PATH: Page(HTML, lambda: PAGE),
        STATE: Page(JSON, lambda: json.dumps(state(story, payments))),
    }


def state(story: Story, payments: Payments) -> dict[str, Any]:
    """What there is to show."""
    rollout = story.standing
    with payments.lock:
        counts = {
            key: {"paid": payments.paid[key], "failed": payments.failed[key]} for key in (OLD, NEW)
        }
    return {
        "status": str(rollout.get("status", "pending")).replace("_", " "),
        "stages": _stages(rollout),
        "because": rollout.get("because", ""),
        "share": payments.share_of_new(),
        "counts": counts,
        "ending": story.ending,
        "lines": story.lines[-8:],
    }


def _stages(rollout: Mapping[str, Any]) -> list[dict[str, Any]]:
    reached = rollout.get("stage")
    is_served = rollout.get("status") in LIVE | {RolloutStatus.COMPLETED}
    return [
        {
            "percentage": stage["percentage"],
            "reached": is_served and reached is not None and number <= reached,
        }
        for number, stage in enumerate(rollout.get("stages", ()))
    ]


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glasses that fit: checkout</title>
<style>
  :root { font: 16px/1.5 system-ui, sans-serif; color: #16202c; background: #f4f6f8; }
  body { margin: 0 auto; padding: 24px 16px; max-width: 760px; }
  h1 { font-size: 22px; margin: 0 0 16px; }
  section { background: #fff; border: 1px solid #dfe5ea; border-radius: 10px; padding: 20px;
            margin-bottom: 16px; }
  h2 { font-size: 15px; margin: 0 0 12px; color: #56636f; font-weight: 600; }
  .buttons { display: flex; gap: 16px; flex-wrap: wrap; }
  .checkout { flex: 1 1 240px; }
  .button { display: block; text-align: center; padding: 12px; border-radius: 8px; color: #fff;
            font-weight: 600; background: #55606c; }
  .new .button { background: #1d6b4f; }
  .numbers { color: #56636f; font-size: 14px; margin: 8px 0 0; }
  .bar { display: flex; gap: 4px; margin: 0 0 12px; }
  .bar span { flex: 1; padding: 4px 8px; border-radius: 6px; background: #e8edf1; font-size: 14px;
              text-align: center; }
  .bar .on { background: #1d6b4f; color: #fff; }
  .banner { border-color: #b42318; border-left-width: 6px; }
  .banner p { margin: 0 0 6px; overflow-wrap: anywhere; }
  .banner strong { color: #b42318; }
  pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
  [hidden] { display: none; }
</style>
<h1>Glasses that fit</h1>
<section class="banner" id="banner" hidden role="status">
  <p><strong>The express checkout was taken back.</strong></p>
  <p id="because"></p>
  <p id="ending"></p>
</section>
<section>
  <h2>The checkout, as visitors get it</h2>
  <div class="buttons">
    <div class="checkout"><span class="button">Go to checkout</span>
      <p class="numbers" id="old"></p></div>
    <div class="checkout new"><span class="button">Pay now, in one step</span>
      <p class="numbers" id="new"></p></div>
  </div>
</section>
<section>
  <h2>Rollout of the express checkout: <span id="status">pending</span></h2>
  <div class="bar" id="bar"></div>
  <p class="numbers" id="share"></p>
</section>
<section><h2>What happened</h2><pre id="lines">Nothing yet.</pre></section>
<script>
const at = (id) => document.getElementById(id);
const of = (n) => `${n.paid} visitors, failed for ${n.failed}` +
  (n.paid ? ` (${(100 * n.failed / n.paid).toFixed(1)} %)` : "");
async function look() {
  try {
    const s = await (await fetch("/shop/state")).json();
    at("status").textContent = s.status;
    at("old").textContent = of(s.counts.off);
    at("new").textContent = of(s.counts.on);
    at("share").textContent = s.share === null ? "" :
      `${(100 * s.share).toFixed(0)} % of the visitors of the last two seconds got the new one.`;
    at("bar").replaceChildren(...s.stages.map((stage) => {
      const part = document.createElement("span");
      part.textContent = `${stage.percentage} %`;
      if (stage.reached) part.className = "on";
      return part;
    }));
    at("banner").hidden = s.status !== "rolled back";
    at("because").textContent = s.because;
    at("ending").textContent = s.ending;
    if (s.lines.length) at("lines").textContent = s.lines.join("\\n");
  } catch (gone) { at("status").textContent += " (the demo has ended)"; return; }
  setTimeout(look, 500);
}
look();
</script>
</html>
"""
