import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { Change } from "./Change";

beforeAll(() => {
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener() {},
    removeEventListener() {},
  }));
});

const usd = { unit: "money", currency: "USD" } as const;

function show(element: React.ReactElement) {
  render(<MantineProvider>{element}</MantineProvider>);
}

describe("Change", () => {
  it("says in words what the colour says", () => {
    show(<Change change="11033.28" percent="0.354" style={usd} hasWords />);
    expect(screen.getByText(/\+\$11\.0k \(\+35\.4%\) dearer/)).toBeTruthy();
  });

  it("keeps the exact amount for machines", () => {
    show(<Change change="-5789.1" percent="-0.107" style={usd} hasWords />);
    expect(screen.getByText(/cheaper/).getAttribute("data-value")).toBe("-5789.1");
  });

  it("shows nothing as a dash", () => {
    show(<Change change={null} percent={null} style={usd} />);
    expect(screen.getByText("–")).toBeTruthy();
  });

  it("changes shares by points", () => {
    show(<Change change="0.017" percent="0.036" style={{ unit: "ratio" }} hasWords />);
    expect(screen.getByText(/\+1\.7 pp more/)).toBeTruthy();
  });
});
