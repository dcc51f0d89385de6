//! temp
use alloc::vec::Vec; use jiff::civil::Date; use serde::{Deserialize,Serialize};
use crate::catalogue::{Catalogue,ItemCode}; use crate::facts::Facts; use crate::calendar::{Calendar,DueDate};
/// t
#[derive(Debug,Clone,Copy,PartialEq,Eq,Serialize,Deserialize)] #[serde(rename_all="snake_case")] pub enum Track { /// o
 Ordinary, /// b
 BuildFirst }
/// m
#[derive(Debug,Clone,Copy,PartialEq,Eq)] pub enum Mode { /// a
 BeforeStart, /// b
 Deferred, /// c
 Notice, /// d
 AfterStart }
/// p
pub struct PlannedItem { /// i
 pub item: ItemCode, /// m
 pub mode: Mode, /// d
 pub due: DueDate }
/// p
pub struct Plan { /// i
 pub items: Vec<PlannedItem> }
/// m
pub fn make(_c:&Catalogue,_f:&Facts,_t:Track,_d:Date,_k:&Calendar)->Plan { Plan{items:Vec::new()} }
/// b
pub fn build_first_blocks(_c:&Catalogue,_f:&Facts)->Vec<alloc::string::String>{Vec::new()}
