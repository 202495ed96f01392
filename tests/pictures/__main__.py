"""`make readme`: draws the diagrams anew."""

from tests.pictures.diagram import deciding_services, readme_with

for service in deciding_services():
    path, text = readme_with(service)
    path.write_text(text, encoding="utf-8")
