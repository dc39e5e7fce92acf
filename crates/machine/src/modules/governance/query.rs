//! What pages, the command line and neighbouring modules may read of governance.
