import pytest

from outlay.core.settings import Settings


@pytest.fixture
def settings_in(tmp_path):
    return Settings(data_dir=tmp_path)
