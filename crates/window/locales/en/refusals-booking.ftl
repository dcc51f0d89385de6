# Bookings: when the rules say no, and what to do

refusal-booking-beyond = Bookings are open until { $until }
refusal-booking-beyond-remedy = Choose this day or an earlier one; one more day opens each day
refusal-booking-past = This time has begun or is over
refusal-booking-past-remedy = Choose a later time; for a booking that has begun, call the window
refusal-booking-no-window = This service is not open at this time
refusal-booking-no-window-remedy = Choose one of the times offered
refusal-booking-full = This time is full. The nearest free ones: { $nearest }
refusal-booking-full-remedy = Choose another time, or join the waiting list
refusal-booking-list-full = This time is full, and so is its waiting list of { $max }
refusal-booking-list-full-remedy = Choose another time
refusal-booking-double = You have booking { $number } at the same time: { $slot }, { $service_kind }
refusal-booking-double-remedy = Choose another time, or cancel that booking first
refusal-booking-too-many = One person may book { $max } times a day
refusal-booking-too-many-remedy = Choose another day, or bring the matter to a booking you have
refusal-booking-phone = This is no telephone number
refusal-booking-phone-remedy = A mobile has 11 digits; give fixed lines with their area code, such as 0714-000 0123
refusal-booking-code = The code is wrong or has expired
refusal-booking-code-remedy = Check it and type it again, or have a new one sent
refusal-no-booking = No booking matches both the number and the telephone
refusal-no-booking-remedy = Check the number and the telephone you booked with, or call the window; log in first if an enterprise booked
refusal-booking-state = The booking is “{ $booking_status }”, which does not allow this
refusal-booking-state-remedy = Reload to see where it stands
refusal-booking-ahead = Its time has not come ({ $until })
refusal-booking-ahead-remedy = Record it then
refusal-capacity-taken = { $taken } places are taken; fewer cannot be offered
refusal-capacity-taken-remedy = Agree on another time with the visitors first
