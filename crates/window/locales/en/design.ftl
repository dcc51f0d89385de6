# Component gallery (demonstration only)

design-title = Component gallery
design-lead = Every component once, for review and tests
design-name = Land planning permit
design-note = Please add the site plan within the promised time
design-act = Submit for acceptance
design-problem = The building area cannot exceed 10,000,000 square metres
