"""The worker of lattice: messages in, text or probabilities out; examples or pairs in, an adapter out.

It reads no YAML, opens no database, knows no constitution, and chooses neither data nor a stopping point.
Its wire is defined in src/io/worker/protocol.ts.
"""
