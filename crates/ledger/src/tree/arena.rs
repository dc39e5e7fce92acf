//! Numbered slots for tree nodes: small numbers instead of pointers, in blocks that never move.

/// Slots in a block. Blocks keep growth from copying, and from doubling the memory in use.
const BLOCK: usize = 4096;

/// A store of nodes addressed by number. A released slot is used again.
#[derive(Debug)]
pub(super) struct Arena<T> {
    blocks: Vec<Vec<T>>,
    free: Vec<u32>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), free: Vec::new() }
    }
}

/// Splits a slot number into block and place.
fn split(slot: u32) -> (usize, usize) {
    let slot = usize::try_from(slot).expect("a pointer has at least 32 bits");
    (slot / BLOCK, slot % BLOCK)
}

impl<T> Arena<T> {
    /// Stores a node and returns its number.
    ///
    /// # Panics
    /// If 2^31 nodes are stored: more than 80 GB of them.
    pub(super) fn insert(&mut self, node: T) -> u32 {
        if let Some(slot) = self.free.pop() {
            *self.get_mut(slot) = node;
            return slot;
        }
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let full_blocks = self.blocks.len().saturating_sub(1);
        let block = self.blocks.last_mut().expect("a block was just made sure of");
        let slot = full_blocks.saturating_mul(BLOCK).saturating_add(block.len());
        block.push(node);
        let slot = u32::try_from(slot).expect("memory ends before slots do");
        assert!(slot < super::shard::LEAF_BIT, "memory ends before slots do");
        slot
    }

    /// Returns a stored node.
    ///
    /// # Panics
    /// If the slot was never given out: a bug in the tree.
    #[expect(clippy::indexing_slicing, reason = "slots come from `insert`; a bad one must halt")]
    pub(super) fn get(&self, slot: u32) -> &T {
        let (block, place) = split(slot);
        &self.blocks[block][place]
    }

    #[expect(clippy::indexing_slicing, reason = "slots come from `insert`; a bad one must halt")]
    fn get_mut(&mut self, slot: u32) -> &mut T {
        let (block, place) = split(slot);
        &mut self.blocks[block][place]
    }

    /// Gives a slot back.
    pub(super) fn release(&mut self, slot: u32) {
        self.free.push(slot);
    }

    /// Returns how many nodes are stored.
    pub(super) fn len(&self) -> usize {
        let whole = self.blocks.len().saturating_sub(1).saturating_mul(BLOCK);
        let last = self.blocks.last().map_or(0, Vec::len);
        whole.saturating_add(last).saturating_sub(self.free.len())
    }

    /// Returns the memory taken, used or not. Unit: bytes.
    pub(super) fn bytes(&self) -> usize {
        let slots = self.blocks.len().saturating_mul(BLOCK);
        slots
            .saturating_mul(size_of::<T>())
            .saturating_add(self.free.capacity().saturating_mul(size_of::<u32>()))
    }
}
