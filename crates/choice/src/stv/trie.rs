//! Strict ballots as a tree of prefixes: what Meek's rule does with a ballot depends only on the
//! candidates read so far, so ballots that begin alike are counted together.

use crate::ballots::{Mark, Ranked};

/// A prefix that ends with `candidate`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) candidate: usize,
    /// Length of the prefix, less one.
    pub(super) depth: usize,
    /// Weight of the ballots that begin with the prefix.
    pub(super) weight: u64,
    /// Number of the first node after this one's descendants.
    pub(super) end: usize,
}

/// The tree in the order in which a walk meets its nodes.
pub(super) struct Trie {
    pub(super) nodes: Vec<Node>,
    pub(super) depth: usize,
}

impl Trie {
    /// Builds the tree from the ballots without equal ranks, passing over the withdrawn. Ballots
    /// with equal ranks are handed to `tied`.
    pub(super) fn new(
        ballots: &Ranked,
        withdrawn: &[bool],
        mut tied: impl FnMut(u64, Vec<Vec<usize>>),
    ) -> Self {
        let passes_over = withdrawn.contains(&true);
        let mut rewritten: Vec<Mark> = Vec::new();
        let mut own: Vec<(u64, usize, usize)> = Vec::new();
        let mut lines: Vec<(u64, &[Mark])> = Vec::with_capacity(ballots.lines());
        for ballot in ballots.ballots() {
            if ballot.has_ties() {
                let keep = |rank: &[Mark]| -> Vec<usize> {
                    let all = rank.iter().map(|mark| mark.candidate());
                    all.filter(|&one| !withdrawn[one]).collect()
                };
                let ranks: Vec<Vec<usize>> =
                    ballot.ranks().map(keep).filter(|rank| !rank.is_empty()).collect();
                tied(ballot.weight, ranks);
            } else if passes_over && ballot.marks.iter().any(|mark| withdrawn[mark.candidate()]) {
                let begin = rewritten.len();
                let kept = ballot.marks.iter().filter(|mark| !withdrawn[mark.candidate()]);
                rewritten.extend(kept);
                own.push((ballot.weight, begin, rewritten.len()));
            } else {
                lines.push((ballot.weight, ballot.marks));
            }
        }
        lines.extend(own.iter().map(|&(weight, begin, end)| (weight, &rewritten[begin..end])));
        let mut builder = Builder { nodes: Vec::new(), depth: 0, places: withdrawn.len() };
        builder.grow(lines, 0);
        Self { nodes: builder.nodes, depth: builder.depth }
    }
}

struct Builder {
    nodes: Vec<Node>,
    depth: usize,
    places: usize,
}

impl Builder {
    /// Adds the nodes for lines that agree in their first `depth` marks. Works on a stack of its
    /// own: a ballot can be long.
    fn grow(&mut self, lines: Vec<(u64, &[Mark])>, depth: usize) {
        enum Step<'a> {
            Open(Vec<(u64, &'a [Mark])>, usize),
            Close(usize),
        }
        let mut stack = vec![Step::Open(lines, depth)];
        let mut slots: Vec<usize> = vec![usize::MAX; self.places];
        while let Some(step) = stack.pop() {
            let (lines, depth) = match step {
                Step::Close(node) => {
                    self.nodes[node].end = self.nodes.len();
                    continue;
                }
                Step::Open(lines, depth) => (lines, depth),
            };
            // A node is written when its group is opened, so that parents come before children.
            if depth > 0 {
                let candidate = lines[0].1[depth - 1].candidate();
                let weight = lines.iter().map(|&(weight, _)| weight).sum();
                let node = self.nodes.len();
                self.nodes.push(Node { candidate, depth: depth - 1, weight, end: 0 });
                self.depth = self.depth.max(depth);
                if let [(_, marks)] = lines[..] {
                    // A line alone runs to its end without further grouping.
                    for (place, mark) in marks.iter().enumerate().skip(depth) {
                        let candidate = mark.candidate();
                        self.nodes.push(Node { candidate, depth: place, weight, end: 0 });
                    }
                    self.depth = self.depth.max(marks.len());
                    let end = self.nodes.len();
                    self.nodes[node..].iter_mut().for_each(|node| node.end = end);
                    continue;
                }
                stack.push(Step::Close(node));
            }
            let mut groups: Vec<Vec<(u64, &[Mark])>> = Vec::new();
            let mut heads: Vec<usize> = Vec::new();
            for line in lines {
                let Some(mark) = line.1.get(depth) else {
                    continue;
                };
                let head = mark.candidate();
                if slots[head] == usize::MAX {
                    slots[head] = groups.len();
                    heads.push(head);
                    groups.push(Vec::new());
                }
                groups[slots[head]].push(line);
            }
            for head in heads {
                slots[head] = usize::MAX;
            }
            stack.extend(groups.into_iter().map(|group| Step::Open(group, depth + 1)));
        }
    }
}
