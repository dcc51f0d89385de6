//! The list of mistakes on top of a form names each field as its label does. The list stands before the form, so the
//! labels are only known when the page is drawn: a mark in the list is then replaced by the label.

/// What the list writes before the name of a field; behind the name stand `|`, what parts a label from a sentence, and
/// [`END`].
const START: &str = "<!--label:";
const END: &str = "-->";

/// The page with each mark replaced by the label of its field, or by nothing where the field has none.
pub fn name_fields(page: &str) -> String {
    let mut named = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, marked)) = rest.split_once(START) {
        let Some((mark, after)) = marked.split_once(END) else {
            break;
        };
        named.push_str(before);
        let (field, colon) = mark.split_once('|').unwrap_or((mark, ""));
        if let Some(label) = label(page, field) {
            named.push_str(&label);
            named.push_str(colon);
        }
        rest = after;
    }
    named.push_str(rest);
    named
}

/// The label of a field, else the legend of the group it belongs to.
fn label(page: &str, field: &str) -> Option<String> {
    let of_label = page
        .split_once(&format!("<label for=\"{field}\">"))
        .and_then(|(_, behind)| behind.split_once("</label>"))
        .map(|(label, _)| label);
    let of_group = || {
        let (before, _) = page.split_once(&format!(" id=\"{field}\""))?;
        let (_, behind) = before.rsplit_once("<legend>")?;
        // A legend of a group that is over before the field begins is that of another.
        let (legend, between) = behind.split_once("</legend>")?;
        (!between.contains("</fieldset>")).then_some(legend)
    };
    let label = of_label.or_else(of_group)?;
    // That a field may stay empty is said in a tag of its own behind its name.
    let name = label.split('<').next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_named_by_the_label_of_its_field_or_the_legend_of_its_group() {
        let page = "<a><!--label:place|: -->must not be empty</a><a><!--label:kind|: -->is not chosen</a>\
            <a><!--label:gone|: -->is over</a>\
            <label for=\"place\">Address <span class=\"optional\">optional</span></label><input id=\"place\">\
            <fieldset><legend>Other</legend></fieldset>\
            <fieldset><legend>Kind</legend><input type=\"radio\" id=\"kind\"></fieldset><p id=\"gone\"></p>";
        let named = name_fields(page);
        assert!(
            named.starts_with(
                "<a>Address: must not be empty</a><a>Kind: is not chosen</a><a>is over</a>"
            ),
            "{named}"
        );
        assert_eq!(name_fields("<p>no list</p>"), "<p>no list</p>");
    }
}
