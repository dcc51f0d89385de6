# Why administration refuses, and the way out

refusal-roles-apart = { $who } goes with no other role
refusal-roles-apart-remedy = Keep that one role only, or leave it out
refusal-role-of-department = { $who } belongs to a department
refusal-role-of-department-remedy = Choose the department, or leave the role out
refusal-own-rights = Nobody changes the rights of their own account, or closes it
refusal-own-rights-remedy = Another administrator must do it; your own password is changed at your name above
refusal-last-holder = This is the last { $who } who can log in
refusal-last-holder-remedy = Grant { $who } to another account first
refusal-work-open = { $n } pieces of work are still in hand: { $list }
refusal-work-open-remedy = Colleagues take over first: assign or hand on the projects, let the chief representative take back the cases, give complaints to somebody else; for a short absence, record it and a substitute acts
refusal-login-form = A login has { $min } to { $max } letters, digits or . - _ @
refusal-login-form-remedy = Please choose one like that
refusal-login-taken = The login is somebody else's
refusal-login-taken-remedy = Please choose another, for instance with the department or a number
