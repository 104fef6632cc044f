"""Match to invoices in words: per biller, account and month, usage, charges and invoices with the causes between them.

`model` is what is asked and answered and imports little, so that edges may name it; `words` puts causes into sentences.
May import the ledger, store, facts and core. A newcomer reads `composing.compose`.
"""
