"""Goals and certificates for Coq."""
