"""One settings object: `OUTLAY_*` variables over `outlay.yaml` over defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableSettings

from outlay.core.errors import SettingsError
from outlay.core.rule_settings import (
    AllocationRule,
    AmountSourceSetting,
    DimensionRule,
    DiscountSetting,
    PayerSetting,
    PnlSettings,
)
from outlay.core.settings_file import find_config, read_yaml


class Settings(BaseSettings):
    """Everything that can be configured."""

    model_config = SettingsConfigDict(env_prefix="OUTLAY_", env_nested_delimiter="__", extra="forbid")

    data_dir: Path = Field(default=Path("~/.local/share/outlay"), description="Folder of the store and its files.")
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$", description="Reporting currency.")
    fiscal_year_start: int = Field(default=1, ge=1, le=12, description="Month that begins the fiscal year.")
    source_lag_hours: int = Field(
        default=48, ge=0, le=8760, description="How late a complete delivery may still bring rows."
    )
    fx_policy: Literal["daily", "month_average", "month_end", "table"] = Field(
        default="daily", description="Which rate converts a charge: its day's, its month's average or end, or a table."
    )
    fx_table: Path | None = Field(
        default=None, description="For the policy table: a CSV file of currency,since,rate (reporting units for one)."
    )
    fx_file: Path | None = Field(
        default=None, description="Newer reference rates of the ECB (eurofxref-hist.csv or .zip) than the bundled ones."
    )
    fx_max_age_days: int = Field(default=400, ge=0, le=36500, description="Oldest last-known exchange rate still used.")
    fx_rates: dict[str, Annotated[Decimal, Field(gt=0)]] = Field(
        default_factory=dict,
        description="Own rates, such as TWD: 0.0312 (reporting units for one); they win over bundled ones.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the server binds to.")
    port: int = Field(default=8420, ge=0, le=65535, description="Port of API, pages and receivers; 0 picks a free one.")
    journal_limit_mb: int = Field(
        default=1024,
        ge=1,
        le=1_000_000,
        description="Telemetry that may wait to be loaded; above it senders are told 429, above twice of it 503.",
    )
    disk_reserve_mb: int = Field(
        default=512, ge=0, le=1_000_000, description="Free disk below which no telemetry is taken (503)."
    )
    memory_limit_mb: int = Field(
        default=640, ge=256, le=1_000_000, description="Memory that the embedded store may use for its own work."
    )
    key_limit: int = Field(
        default=200_000,
        ge=1000,
        le=10_000_000,
        description="Combinations of dimensions that telemetry may make; beyond it the most varied becomes (other).",
    )
    as_of: date | None = Field(default=None, description="The day to take as today; for demos and tests.")
    tag_dimensions: dict[str, list[str]] = Field(
        default_factory=lambda: {
            "team": ["team", "owner_team", "squad"],
            "environment": ["environment", "env", "stage"],
            "product": ["product"],
            "feature": ["feature"],
            "service": ["service", "app", "application"],
            "owner": ["owner"],
            "business_unit": ["business_unit", "businessunit", "bu"],
            "cost_center": ["cost_center", "costcenter", "cost-center"],
            "initiative": ["initiative", "project"],
            "workload_kind": ["workload_kind", "workload-kind"],
            "workload": ["workload"],
            "cluster": ["cluster", "eks:cluster-name"],
            "namespace": ["namespace"],
            "experiment": ["experiment"],
            "employee": ["employee"],
        },
        description="Which tag keys of a bill fill which dimension; compared without case.",
    )
    amortise: Literal["monthly", "daily"] = Field(
        default="monthly", description="How purchases for a term are spread: equally per month, or per day."
    )
    key_tags: list[str] = Field(default_factory=list, description="More tag keys to keep as tag:KEY.")
    payers: list[PayerSetting] = Field(
        default_factory=list, description="Who is paid for usage, by expression; the first match wins."
    )
    allocation: list[AllocationRule] = Field(
        default_factory=list, description="Which charges are split by which driver; the first match wins."
    )
    amount_sources: list[AmountSourceSetting] = Field(
        default_factory=list,
        description="Which source states a provider's amounts where several do, or `both: true` if they differ.",
    )
    seat_idle_days: int = Field(
        default=30, ge=1, le=3650, description="Days without activity after which a seat counts as unused."
    )
    employees: Path | None = Field(
        default=None,
        description="CSV of who works here (email, team, left_on): the teams of seats, and seats of anyone else.",
    )
    approved_ai_accounts: list[str] = Field(
        default_factory=list,
        description="Accounts that may spend on AI, as patterns such as ml-*; AI anywhere else is shadow AI.",
    )
    department_teams: dict[str, str] = Field(
        default_factory=dict, description="Team of a department or GL account named in statements of payments."
    )
    dimension_rules: list[DimensionRule] = Field(
        default_factory=list, description="Dimensions that matching keys get, such as owners; later wins."
    )
    contracts: list[Path] = Field(
        default_factory=list,
        description="Files of contracts and assets, read with each sync; relative to outlay.yaml where that names "
        "them.",
    )
    price_overlays: list[Path] = Field(
        default_factory=list,
        description="Price overlay files, later wins; relative to outlay.yaml where that names them.",
    )
    pnl: PnlSettings = Field(
        default_factory=PnlSettings,
        description="Lines of the profit and loss statement: own rules, the plans that are free, and their line.",
    )
    tax: dict[str, Literal["cost", "recoverable"]] = Field(
        default_factory=dict,
        description="Tax treatment by `issuer/billing account`, `*/billing account` (a legal entity of yours), issuer "
        "or `*`; the default is cost.",
    )
    sources: list[dict[str, Any]] = Field(
        default_factory=list,
        description="Sources to pull, each with name, kind and its settings; secrets are written as env:NAME.",
    )
    sync_minutes: int = Field(
        default=60, ge=0, le=10_080, description="How often a server syncs its sources; 0 turns that off."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Key that encrypts secrets of sources (16 characters or more); default: the file secret.key.",
    )
    credits: dict[str, Literal["promotional", "refund", "negotiated"]] = Field(
        default_factory=dict,
        description="Kind of Credit rows by expression; the default is promotional.",
    )
    discounts: list[DiscountSetting] = Field(
        default_factory=list,
        description="Discounts agreed with AI providers, by expression; else the ratio that most cells share is used.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit arguments, then the environment, then the file's values (passed as `_file`)."""
        del settings_cls, dotenv_settings, file_secret_settings
        return init_settings, env_settings

    @property
    def today(self) -> date:
        """The day that relative ranges count from."""
        return self.as_of or datetime.now(tz=UTC).date()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.data_dir.expanduser()

    @property
    def store_path(self) -> Path:
        """Where the embedded store lies."""
        return self.folder / "outlay.duckdb"

    @property
    def reject_dir(self) -> Path:
        """Where refused rows are set aside."""
        return self.folder / "rejects"

    @property
    def upload_dir(self) -> Path:
        """Where uploaded files wait for their import."""
        return self.folder / "uploads"

    @property
    def journal_dir(self) -> Path:
        """Where telemetry waits from its acknowledgement until it is loaded."""
        return self.folder / "journal"

    @property
    def serve_file(self) -> Path:
        """Where a running server tells its address and token to commands of the same user."""
        return self.folder / "serve.json"


def load_settings(data_dir: Path | None = None, **overrides: Any) -> Settings:  # noqa: ANN401 - any setting
    """Read settings: overrides, then `OUTLAY_*`, then `outlay.yaml` in the data or current folder.

    Raises:
        SettingsError: naming the setting and the file.
    """
    explicit = {key: value for key, value in overrides.items() if value is not None}
    if data_dir is not None:
        explicit["data_dir"] = data_dir
    try:
        base = Settings(**explicit)
    except ValidationError as error:
        raise _settings_error(error, "the environment") from error
    except UnreadableSettings as error:
        raise SettingsError(f"{error} (from OUTLAY_*)", hint="lists and tables are written as JSON there") from error
    path = find_config(base.folder)
    if path is None:
        return base
    from_file = read_yaml(path)
    set_elsewhere = base.model_fields_set
    merged = {key: value for key, value in from_file.items() if key not in set_elsewhere}
    try:
        return Settings(**explicit, **merged)
    except ValidationError as error:
        raise _settings_error(error, str(path)) from error


def _settings_error(error: ValidationError, origin: str) -> SettingsError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    return SettingsError(f"setting {name!r} from {origin}: {first['msg']}", hint="see docs/reference/settings.md")
