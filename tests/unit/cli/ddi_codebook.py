#!/usr/bin/env python3
"""ddi_codebook.py FILE: says what a document lacks of DDI-Codebook 2.5, a line each.

Knows the elements that Skjerm writes: which children each may have, in which order and how often,
which attributes, and from which words some attributes are chosen. IDs are unique, and what refers
to one finds it.
"""

import re
import sys
import xml.etree.ElementTree as tree

NAMESPACE = "{ddi:codebook:2_5}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
TEXT = None  # content is text

# Children in the order of the standard, those it has and Skjerm does not write left out; "?" at most
# one, "1" exactly one, "+" at least one, "*" any number.
CONTENT = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "docDscr": "citation? guide* docStatus* docSrc* controlledVocabUsed* notes*",
    "stdyDscr": "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* "
    "othrStdyMat* notes*",
    "citation": "titlStmt1 rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit* holdings* "
    "notes*",
    "titlStmt": "titl1 subTitl* altTitl* parTitl* IDNo*",
    "prodStmt": "producer* copyright* prodDate* prodPlac* software* fundAg* grantNo*",
    "verStmt": "version* verResp* notes*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "varGrp": "labl* txt* concept* defntn* universe* notes*",
    "var": "location* labl* imputation* security* embargo* respUnit* anlysUnit* qstn* valrng* "
    "invalrng* undocCod* universe* TotlResp* sumStat* txt* stdCatgry* catgryGrp* catgry* "
    "codInstr* verStmt* concept* derivation* varFormat? geoMap* catLevel* notes*",
    "catgry": "catValu? labl* txt* catStat* mrow?",
    **dict.fromkeys(
        "titl parTitl IDNo software version notes labl security anlysUnit universe txt catValu "
        "concept varFormat".split(),
        TEXT,
    ),
}

# Beside ID and xml:lang, which all have; "!" must be there.
ATTRIBUTES = {
    "codeBook": "version!",
    "software": "version date",
    "version": "date type",
    "varGrp": "type var name",
    "var": "name! intrvl measUnit nature files dcml",
    "varFormat": "type schema formatname category",
    "notes": "type subject",
    "IDNo": "agency",
}
NEEDS_ID = {"varGrp", "var"}  # what is referred to
WORDS = {
    ("codeBook", "version"): "2.5",
    ("varGrp", "type"): "section multipleResp grid display repetition subject version iteration "
    "analysis pragmatic record file randomized other",
    ("var", "intrvl"): "contin discrete",
    ("varFormat", "type"): "numeric character",
    ("varFormat", "schema"): "SAS SPSS IBM ANSI ISO XML-Data other",
}
NEEDS_TEXT = {"titl", "parTitl", "IDNo", "labl", "catValu", "anlysUnit"}
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def name_of(element):
    return element.tag.removeprefix(NAMESPACE)


def check_children(element, say):
    name = name_of(element)
    if CONTENT[name] is TEXT:
        if len(element):
            say(f"{name} holds elements")
        if name in NEEDS_TEXT and not (element.text or "").strip():
            say(f"{name} is empty")
        return
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        say(f"{name} holds text")
    found = [name_of(child) for child in element]
    at = 0
    for allowed in CONTENT[name].split():
        child, times = allowed[:-1], allowed[-1]
        count = 0
        while at < len(found) and found[at] == child:
            at += 1
            count += 1
        if count > 1 and times in "?1":
            say(f"{name} has more than one {child}")
        if count == 0 and times in "+1":
            say(f"{name} lacks {child}")
    if at < len(found):
        say(f"{found[at]} stands in {name} where it may not")


def check_attributes(element, say):
    name = name_of(element)
    listed = ATTRIBUTES.get(name, "").split()
    for attribute in listed:
        if attribute.endswith("!") and not element.get(attribute[:-1]):
            say(f"{name} lacks {attribute[:-1]}")
    known = {each.rstrip("!") for each in listed} | {"ID", LANGUAGE}
    for attribute, value in element.attrib.items():
        if attribute not in known:
            say(f"{name} has no attribute {attribute}")
        words = WORDS.get((name, attribute))
        if words and value not in words.split():
            say(f"{attribute} of {name} cannot be {value}")
        if attribute == "date" and not ISO_DATE.fullmatch(value):
            say(f"date of {name} is none")


def check_references(root, say):
    ids = [element.get("ID") for element in root.iter() if element.get("ID") is not None]
    for each in ids:
        if not NAME.fullmatch(each):
            say(f"{each} cannot be an ID")
    if len(set(ids)) < len(ids):
        say("an ID is there twice")
    variables = {element.get("ID") for element in root.iter(NAMESPACE + "var")}
    for group in root.iter(NAMESPACE + "varGrp"):
        for each in group.get("var", "").split():
            if each not in variables:
                say(f"varGrp refers to {each}, which is no var")


def check(root):
    problems = []
    if root.tag != NAMESPACE + "codeBook":
        return [f"the root is {root.tag}"]
    for element in root.iter():
        name = name_of(element)
        if name not in CONTENT:
            problems.append(f"{name} is not known")
            continue
        check_children(element, problems.append)
        check_attributes(element, problems.append)
        if name in NEEDS_ID and element.get("ID") is None:
            problems.append(f"{name} lacks ID")
    check_references(root, problems.append)
    return problems


def main():
    for problem in check(tree.parse(sys.argv[1]).getroot()):
        print(problem)


if __name__ == "__main__":
    main()
