from shop import app


def test_the_front_page_is_missing():
    assert app.test_client().get("/").status_code == 404
