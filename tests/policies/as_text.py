"""A policy as the text of its paper, to be read again."""

from policies.articles import paper_rows


def text_of(title, articles, *, date_line="令和　年　月　日", space="　"):
    lines = [title, date_line]
    for row in paper_rows(articles):
        lines.append(row["caption"])
        for index, paragraph in enumerate(row["paragraphs"]):
            lines.append(
                f"{paragraph['number'] if index else row['number']}{space}{paragraph['text']}"
            )
            for item in paragraph["items"]:
                lines.append(f"{space}{item['number']}{space}{item['text']}")
                lines += [f"{space * 2}{x['number']}{space}{x['text']}" for x in item["items"]]
    return "\n".join(lines)


def shape(articles):
    """Without keys."""

    def of(lines):
        return [(line.text, of(line.items)) for line in lines]

    return [(article.caption, of(article.paragraphs)) for article in articles]
