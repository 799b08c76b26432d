"""The demo's second act: a rollout ramps, goes wrong, and is taken back."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from burgee.cli.api import Api
from local.checkout import NEW, OLD, Checkout, Payments
from local.dev import Running
from local.pages import Page
from local.ramp import ENVIRONMENT, Ramp, Story
from local.shop import Client
from local.shop_page import PATH, shop_pages
from local.signals import Stop

# Guardrails are judged once a minute; a demo is over before that.
MINUTE_SECONDS = 3.0
LAST_LOOK_SECONDS = 20.0
LAST_LOOK_SECONDS_OF_A_PIPE = 2.0


@dataclass(frozen=True, slots=True)
class RolloutAct:
    """What is told and counted; `pages` show it."""

    story: Story = field(default_factory=lambda: Story(print_at_once))
    payments: Payments = field(default_factory=Payments)

    @property
    def pages(self) -> dict[str, Page]:
        return shop_pages(self.story, self.payments)

    def play(self, run: Running, stop: Stop) -> None:
        """Until the rollout has ended, or somebody wishes the end."""
        print(opening(run.machine.url), flush=True)
        self.story.begin()
        key = run.keys.environments[ENVIRONMENT].client
        api, client = Api(run.machine.url, run.keys.admin), Client(run.machine.url, key)
        checkout = Checkout(run.machine.url, key, self.payments)
        checkout.open()
        try:
            Ramp(api, client, checkout, self.story, stop).run()
            self._linger(stop)
        finally:
            stop.wish()
            checkout.close()
            client.close()
            api.close()
        print(self._counted(), flush=True)

    def _linger(self, stop: Stop) -> None:
        """A last look at the shop's page."""
        if not sys.stdout.isatty():
            stop.wait(LAST_LOOK_SECONDS_OF_A_PIPE)
        elif not stop.wished:
            print(f"The shop's page stays for {LAST_LOOK_SECONDS:g} s; Ctrl-C ends it.", flush=True)
            stop.wait(LAST_LOOK_SECONDS)

    def _counted(self) -> str:
        paid, failed = self.payments.paid, self.payments.failed
        return (
            f"It failed for {failed[NEW]} of {paid[NEW]} with the express checkout, "
            f"for {failed[OLD]} of {paid[OLD]} with the old one.\n"
        )


def opening(url: str) -> str:
    """What is about to happen."""
    return (
        "\nNow a rollout: an express checkout for more and more visitors, with an alarm on failed "
        f"checkouts.\nThe shop's page shows it too: {url}{PATH}\n"
        f"(A minute of Burgee's timers lasts {MINUTE_SECONDS:g} s here.)\n"
    )


def print_at_once(line: str) -> None:
    print(line, flush=True)
