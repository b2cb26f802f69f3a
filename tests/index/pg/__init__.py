"""Tests of what the store on PostgreSQL alone has."""
