import { describe, expect, it } from "vitest";
import { tokenOf } from "./useSession";

describe("tokenOf", () => {
  it.each([
    ["the token", " s3cr-et_1 \n", "s3cr-et_1"],
    ["the address", "http://localhost:8420/api/v1/login?token=s3cr-et_1", "s3cr-et_1"],
    ["an address with more", "https://o.example/api/v1/login?a=b&token=s3cr-et_1#x", "s3cr-et_1"],
  ])("takes %s", (_, pasted, token) => {
    expect(tokenOf(pasted)).toBe(token);
  });
});
