# Messages: when the rules say no, and what to do

refusal-unknown-talk = There is no message { $talk } here that you may read or pass on
refusal-unknown-talk-remedy = Open the project's messages and choose one of them
refusal-talk-files = At most { $max } files go with one message
refusal-talk-files-remedy = Leave some out, or write a second message
refusal-talk-department-gone = { $department } is not on this project, or no longer
refusal-talk-department-gone-remedy = On it now: { $departments }. Enter a problem for another department first
refusal-talk-person-gone = Whoever you write to no longer accompanies this project
refusal-talk-person-gone-remedy = It is { $now } now, window { $window }: send it again and it goes there; nothing you typed is lost
refusal-talk-through-window = Enterprise and departments write to each other through the window
refusal-talk-through-window-remedy = Write to the window and say whom it is for
refusal-talk-released-before = The enterprise can read this message already
refusal-talk-released-before-remedy = Nothing is left to do
refusal-talk-answered = Nobody waits for an answer here
refusal-talk-answered-remedy = Write again if there is something else
refusal-talk-not-asked = The question is not yours, so you cannot close it
refusal-talk-not-asked-remedy = Answer it, or ask whoever asked to close it
