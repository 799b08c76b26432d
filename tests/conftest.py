"""What every test may rely on: no AWS account is ever reached, whatever this machine has set."""

from __future__ import annotations

import os

for _variable in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_variable]

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    # moto knows no DynamoDB Streams under the endpoints that carry an account's id.
    AWS_ACCOUNT_ID_ENDPOINT_MODE="disabled",
)
