"""The addresses of plans' records."""

from django.urls import path

from recommendations.views import imports

_IMPORTS = "plans/<slug:slug>/imports/"
_ONE = f"{_IMPORTS}<str:public_id>/"

urlpatterns = [
    path(_IMPORTS, imports.imports, name="imports"),
    path(_ONE, imports.one, name="import"),
    path(f"{_ONE}apply/", imports.bring_in, name="import-apply"),
    path(f"{_ONE}undo/", imports.undo, name="import-undo"),
    path(f"{_ONE}drop/", imports.drop, name="import-drop"),
    path(f"{_ONE}returned/", imports.returned, name="import-returned"),
]
