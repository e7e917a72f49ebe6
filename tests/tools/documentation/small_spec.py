"""A small spec whose tables and XSDs agree, and functions that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path


SCHEMA: Final = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'


DOC: Final = "<xs:annotation><xs:documentation>Text.</xs:documentation></xs:annotation>"


ANY: Final = '<xs:any notQName="##definedSibling" processContents="skip" minOccurs="0" maxOccurs="unbounded"/>'


MANY: Final = 'minOccurs="0" maxOccurs="unbounded"'


def element(name: str, type_name: str = "xs:string", occurs: str = "") -> str:
    return f'<xs:element name="{name}" type="{type_name}" {occurs}>{DOC}</xs:element>'


def complex_type(name: str, *children: str) -> str:
    return f'<xs:complexType name="{name}">{DOC}<xs:all>{"".join(children)}</xs:all></xs:complexType>'


FILES: Final = {
    "types/greet.xsd": SCHEMA
    + complex_type("Place", element("City"), element("Street", occurs='minOccurs="0"'))
    + complex_type("PlaceDetail", element("City", occurs='minOccurs="0"'), ANY)
    + complex_type("GreetRequest", element("Name", occurs=MANY), element("Where", "Place"))
    + complex_type("GreetResponse", element("Where", "PlaceDetail", 'minOccurs="0"'), ANY)
    + complex_type("GreetQuery", element("loud", occurs='minOccurs="0"'))
    + "</xs:schema>",
    "greet.xsd": SCHEMA
    + '<xs:include schemaLocation="types/greet.xsd"/><xs:element name="Request" type="GreetRequest"/>'
    + '<xs:element name="Response" type="GreetResponse"/></xs:schema>',
    "sources.toml": """
[greet]
title = "Greeting"
date = "2030-01-01"
method = "POST"
path = "/greet"
xsd = "greet.xsd"
query = "GreetQuery"
[places]
title = "Places"
date = "2030-01-01"
""",
    "tables/greet.csv": """section,path,type,array,required,same_as
query,loud,string,false,false,
request,Request,container,false,true,
request,Request.Name,string array,true,false,
request,Request.Where,container,false,true,places:Place
response,Response,container,false,,
response,Response.Place,container,false,,greet:Request.Where
""",
    "tables/places.csv": """section,path,type,array,required,same_as
structure,Place.City,string,false,true,
structure,Place.Street,string,false,true,
structure,Place.Planet,string,false,false,
""",
    "errata.toml": """
[[erratum]]
api = "places"
path = "Place.Planet"
kind = "left-out"
page = "a"
spec = "b"
why = "c"
[[erratum]]
api = "places"
path = "Place.Street"
kind = "required"
page = "a"
spec = "b"
why = "c"
[[erratum]]
api = "greet"
path = "Response.Place"
kind = "left-out"
page = "a"
spec = "b"
why = "c"
[[erratum]]
api = "greet"
path = ["Response.Where", "Response.Where.City"]
kind = "added"
page = "a"
spec = "b"
why = "c"
""",
    "guesses.toml": '[[guess]]\nid = "volume"\n',
}


def change(spec: Path, file: str, old: str, new: str) -> None:
    text = (spec / file).read_text("utf-8")
    assert old in text
    (spec / file).write_text(text.replace(old, new, 1), "utf-8")


def erratum(api: str, path: str, kind: str, more: str = "") -> str:
    return (
        f'\n[[erratum]]\napi = "{api}"\npath = "{path}"\nkind = "{kind}"\npage = "a"\nspec = "b"\nwhy = "c"\n{more}\n'
    )
