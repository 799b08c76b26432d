"""Random histories of rollouts under a simulated clock: the real services on memory, two operators
at once, alarms at any moment, calls that come late, twice or never, and processes that die."""
