"""The engine of Clio: documents in, cited passages out."""
