"""What the index asks of a database, and says where it does not get it."""

from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from index.errors import StoreError
from index.store.pg.connecting import open_server


def test_a_user_who_may_not_make_the_extension_is_told_whom_to_ask(database_url: str) -> None:
    user = f"reader_{urlsplit(database_url).path[-12:]}"
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {user} LOGIN; GRANT ALL ON SCHEMA public TO {user}")
        try:
            theirs = urlunsplit(urlsplit(database_url)._replace(netloc=f"{user}:@"))
            with pytest.raises(StoreError, match=r"lacks the extension pgvector.*administrator.*CREATE EXT"):
                open_server(theirs)
            owner.execute("CREATE EXTENSION vector")
            open_server(theirs).close()
        finally:
            owner.execute(f"DROP OWNED BY {user}; DROP ROLE {user}")


def test_an_extension_that_is_too_old_is_named(database_url: str) -> None:
    open_server(database_url).close()
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'")
    with pytest.raises(StoreError, match=r"has pgvector 0\.7\.4; 0\.8 or newer is needed"):
        open_server(database_url)


def test_columns_are_kept_otherwise_where_that_cannot_be_set(database_url: str) -> None:
    open_server(database_url).close()
    user = f"reader_{urlsplit(database_url).path[-12:]}"
    stored = "SELECT attstorage::text FROM pg_attribute WHERE attrelid = 'vectors'::regclass AND attname = 'vector'"
    with psycopg.connect(database_url, autocommit=True) as owner:
        assert owner.execute(stored).fetchone() == ("p",)
        owner.execute(f"CREATE ROLE {user} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {user}")
        owner.execute("ALTER TABLE vectors ALTER vector SET STORAGE EXTERNAL")
        try:
            open_server(urlunsplit(urlsplit(database_url)._replace(netloc=f"{user}:@"))).close()
            assert owner.execute(stored).fetchone() == ("e",)
            open_server(database_url).close()
            assert owner.execute(stored).fetchone() == ("p",)
        finally:
            owner.execute(f"DROP OWNED BY {user}; DROP ROLE {user}")
