//! The entry points that the fuzz targets drive.

pub mod entries;
