"""Texts of cards and accounts payable: vendors of AI and software are found, ordinary payees are not."""

from __future__ import annotations

import pytest

from outlay.facts.vendors import is_seat_service, match_vendor

VENDORS = """
OPENAI *CHATGPT SUBSCR|openai|ChatGPT
OPENAI *CHATGPT SUBSCR SAN FRANCISCO CA|openai|ChatGPT
OpenAI ChatGPT Team|openai|ChatGPT
CHATGPT SUBSCRIPTION HTTPSOPENAI.C|openai|ChatGPT
OPENAI* API USAGE|openai|OpenAI API
OPENAI|openai|
OpenAI, L.L.C.|openai|
OPENAI OPCO LLC|openai|
ANTHROPIC|anthropic|
Anthropic, PBC|anthropic|
ANTHROPIC* CLAUDE SUBSCR|anthropic|Claude subscription
CLAUDE.AI SUBSCRIPTION|anthropic|Claude subscription
ANTHROPIC *API CREDITS|anthropic|Anthropic API
CURSOR, AI POWERED IDE|cursor|Cursor
CURSOR AI POWERED IDE NEW YORK NY|cursor|Cursor
CURSOR.COM|cursor|Cursor
ANYSPHERE INC|cursor|Cursor
CURSOR|cursor|Cursor
PADDLE.NET* CURSOR|cursor|Cursor
MIDJOURNEY INC.|midjourney|Midjourney
MIDJOURNEY INC SOUTH SAN FRA|midjourney|Midjourney
PERPLEXITY AI|perplexity|Perplexity
Perplexity AI, Inc.|perplexity|Perplexity
HUGGING FACE INC|huggingface|Hugging Face
HUGGINGFACE.CO|huggingface|Hugging Face
REPLICATE.COM|replicate|Replicate
ELEVENLABS.IO|elevenlabs|ElevenLabs
ELEVEN LABS INC|elevenlabs|ElevenLabs
Mistral AI SAS|mistral_ai|Mistral AI
XAI CORP|x_ai|
GROQ INC|groq|Groq
OPENROUTER INC|openrouter|OpenRouter
OPENROUTER, INC. NEW YORK|openrouter|OpenRouter
TOGETHER AI|together|Together AI
FIREWORKS.AI|fireworks|Fireworks AI
COHERE INC|cohere|Cohere
DEEPSEEK|deepseek|DeepSeek
RUNWAY AI, INC.|runway|Runway
RUNWAYML.COM|runway|Runway
HEYGEN TECHNOLOGY INC|heygen|HeyGen
PADDLE.NET* JASPER.AI|jasper|Jasper
OTTER.AI|otter.ai|Otter.ai
FIREFLIES.AI CORP|fireflies.ai|Fireflies.ai
REPLIT, INC.|replit|Replit
RUNPOD.IO|runpod|RunPod
LAMBDA LABS INC|lambda_labs|Lambda Labs
DEEPL SE|deepl|DeepL
GRAMMARLY CO|grammarly|Grammarly
WANDB.COM|weights_biases|Weights & Biases
GITHUB.COM|github|GitHub
GITHUB, INC.|github|GitHub
GITHUB *COPILOT|github|GitHub Copilot
JETBRAINS AMERICAS INC|jetbrains|JetBrains
ATLASSIAN|atlassian|Atlassian
DATADOG, INC.|datadog|Datadog
NOTION LABS, INC.|notion|Notion
SLACK T0123ABCD|slack|Slack
SLACK TECHNOLOGIES LIMITED|slack|Slack
ZOOM.US 888-799-9666|zoom|Zoom
GOOGLE *CLOUD 1A2B3C|gcp|Google Cloud
GOOGLE*WORKSPACE acme.com|google_workspace|Google Workspace
AMAZON WEB SERVICES AWS.AMAZON.CO|aws|AWS
Amazon Web Services EMEA SARL|aws|AWS
AWS EMEA|aws|AWS
MICROSOFT*AZURE MSBILL.INFO|azure.cloud|Azure
MSFT * E0500ABCDE|azure.cloud|Azure
SNOWFLAKE INC|snowflake|Snowflake
PAYPAL *FIGMA|figma|Figma
""".strip().splitlines()

ORDINARY = """
APPLE.COM/BILL
AMAZON MKTPLACE PMTS
AMZN MKTP US*2A3B4C
AMAZON.COM*1X2Y3Z
AMAZON PRIME*AB1CD
GOOGLE *ADS1234567890
GOOGLE *YOUTUBE PREMIUM
GOOGLE *GOOGLE STORAGE
GOOGLE *PLAY APPS
MICROSOFT*XBOX
MICROSOFT*STORE
META PLATFORMS ADS
FACEBK ADS
LINKEDIN ADS
UBER *TRIP
LYFT *RIDE SUN 5PM
DELTA AIR LINES
UNITED 0162345678901
HILTON HOTELS
MARRIOTT BERLIN
AIRBNB * HMABCDEF
STARBUCKS STORE 12345
CHEZ CLAUDE RESTAURANT
CLAUDE'S BAKERY
CLAUDE DUPONT PLOMBERIE
MISTRAL RESTAURANT BOSTON
CAFE MISTRAL
CURSOR STREET HOTEL
RUNWAY BAR & GRILL
RUNWAY TAXI SERVICE
REPLICATE PRINT SHOP
NOTION COFFEE ROASTERS
SLACK'S BBQ
SLACKLINE SPORTS
ZOOM CAR WASH
ZOOMCAR INDIA
LINEAR LIGHTING CORP
JASPER'S STEAKHOUSE
OTTERBOX
GAMMA ELECTRIC SUPPLY
LOVABLE PETS
SUNO SUSHI
MODAL SHOES
LOOM & WEAVE TEXTILES
PINE CONE LODGE
LAMBDA PIZZA
COHERENT LASER GROUP
TOGETHER FITNESS CLUB
FIREWORKS BY GRUCCI
STABILITY FITNESS
PERPLEXING ESCAPE ROOMS
ORACLE ARENA PARKING
DOCKERS SHOES
POSTMAN'S REST INN
MONDAY NIGHT BREWING
CHARACTER COFFEE
MIRO'S PIZZERIA
OPEN TABLE INC
ANTHROPOLOGIE 123
CANVAS WORLD
FEDEX OFFICE
WEWORK COMPANIES
SHELL OIL 57444
REWE MARKT BERLIN
DB VERTRIEB GMBH
CITY OF SEATTLE UTILITIES
ADP PAYROLL FEES
DELOITTE LLP
SQ *BLUE BOTTLE COFFEE
PAYPAL *EBAY
POE'S TAVERN
ASANA YOGA STUDIO
GROKKING BOOKS
SENTRY SAFE LOCKS
SNOWFLAKE SKI RENTAL
""".strip().splitlines()


@pytest.mark.parametrize("line", VENDORS)
def test_a_vendor_is_found(line):
    text, vendor, product = line.split("|")
    found = match_vendor(text)
    assert found is not None
    assert (found.vendor, found.product or "") == (vendor, product)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_payee_is_nobody(text):
    assert match_vendor(text) is None


def test_both_lists_are_long_enough():
    assert (len(VENDORS) >= 60, len(ORDINARY) >= 60) == (True, True)


@pytest.mark.parametrize(
    ("text", "is_ai", "is_seat", "confidence"),
    [
        ("OPENAI *CHATGPT SUBSCR", True, True, "high"),
        ("OPENAI API", True, False, "high"),
        ("GITHUB.COM", False, True, "high"),
        ("CURSOR", True, True, "medium"),
        ("AMAZON WEB SERVICES", False, False, "high"),
    ],
)
def test_a_match_says_what_it_is(text, is_ai, is_seat, confidence):
    found = match_vendor(text)
    assert (found.is_ai, found.is_seat, found.confidence) == (is_ai, is_seat, confidence)


@pytest.mark.parametrize("text", ["", "***", "   ", "PAYPAL *"])
def test_a_text_without_words_is_nobody(text):
    assert match_vendor(text) is None


@pytest.mark.parametrize(
    ("service", "is_seat"),
    [("ChatGPT", True), ("GitHub Copilot", True), ("Claude Team", True), ("Claude API", False), (None, False)],
)
def test_services_paid_per_person(service, is_seat):
    assert is_seat_service(service) is is_seat
