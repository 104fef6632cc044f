from __future__ import annotations

import pytest

from tests.bills import aws
from tests.bills.converting import convert_files


@pytest.fixture
def convert(tmp_path):
    """Convert a made-up bill, written in some version and format."""

    def run(*bills, form="cur2.parquet", **given):
        return convert_files("aws-cur", [aws.write(bills, tmp_path / f"bill.{form}", form)], **given)

    return run


@pytest.fixture
def bill():
    return aws.AwsBill()
