//! The order in which conditions and calculations are worked out, and the circles in which they must not go.

use super::{Expression, Item, ItemKind};

/// What an item's being there and its value look at: its own condition and calculation, and the item that holds it.
fn looks_at(item: &Item) -> impl Iterator<Item = &Expression> {
    let own = match &item.kind {
        ItemKind::Calculation(expression) => Some(expression),
        ItemKind::Repeat(repeat) => repeat.count.as_ref(),
        _ => None,
    };
    item.ask_if.iter().chain(own)
}

/// The items, each after all that it looks at.
///
/// # Errors
/// A circle: items each of which looks at the next, and the last at the first.
pub(super) fn order(items: &[Item]) -> Result<Vec<usize>, Vec<usize>> {
    let index = |name: &str| items.iter().position(|item| item.name == name);
    let edges: Vec<Vec<usize>> = items
        .iter()
        .map(|item| {
            let mut edges: Vec<usize> = item.parent.into_iter().collect();
            edges.extend(looks_at(item).flat_map(Expression::answers).filter_map(index));
            edges
        })
        .collect();
    let mut walk = Walk { edges: &edges, state: vec![State::New; items.len()], order: Vec::with_capacity(items.len()) };
    for start in 0..items.len() {
        walk.from(start)?;
    }
    Ok(walk.order)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Walk<'a> {
    edges: &'a [Vec<usize>],
    state: Vec<State>,
    order: Vec<usize>,
}

impl Walk<'_> {
    /// Depth first, without recursion: a chain of calculations may be as long as the form.
    fn from(&mut self, start: usize) -> Result<(), Vec<usize>> {
        let mut path: Vec<(usize, usize)> = Vec::new();
        self.enter(start, &mut path);
        while let Some((item, next)) = path.last_mut() {
            let (item, edge) = (*item, self.edges.get(*item).and_then(|edges| edges.get(*next)).copied());
            *next = next.saturating_add(1);
            match edge.map(|to| (to, self.state.get(to).copied())) {
                Some((to, Some(State::New))) => self.enter(to, &mut path),
                Some((to, Some(State::Open))) => {
                    let circle = path.iter().map(|(item, _)| *item).skip_while(|item| *item != to);
                    return Err(circle.collect());
                }
                Some(_) => {}
                None => {
                    self.mark(item, State::Done);
                    self.order.push(item);
                    path.pop();
                }
            }
        }
        Ok(())
    }

    fn enter(&mut self, item: usize, path: &mut Vec<(usize, usize)>) {
        if self.state.get(item) == Some(&State::New) {
            self.mark(item, State::Open);
            path.push((item, 0));
        }
    }

    fn mark(&mut self, item: usize, state: State) {
        if let Some(slot) = self.state.get_mut(item) {
            *slot = state;
        }
    }
}
