# Login

login-title = Log in
login-sides = Who you are
login-enterprise = Enterprise
login-staff = Staff
login-lead-enterprise = Handle projects, answer corrections, see progress and certificates
login-lead-staff = Agents, window, approving departments and supervision
login-name = Login name
login-name-hint-enterprise = The name you chose when registering
login-name-hint-staff = The name your administrator gave you
login-password = Password
login-submit = Log in
login-wrong = Login name or password is wrong; please check both and try again
login-demo-title = Demonstration identities
login-demo-help = One click takes you into the demonstration city as this person.

password-too-short = The password needs at least { $min } characters
password-too-long = The password may have at most { $max } characters
password-too-easy = The password is too easy to guess: do not repeat one character or use the login name
