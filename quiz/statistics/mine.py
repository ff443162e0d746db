"""What the counts of first answers keep of a person. ``actions.forget`` takes them out when somebody goes."""

from quiz.mine import Mine

MINE = Mine((), beside={"first_answer.person_id": "worked out of answers and marks, which are there"})
