"""Other names of the same thing: plain words and learned ones, a drug and its other name.

The list is ours, and holds what teachers of medicine say in both ways. What it does not hold is not known to
be the same.
"""

import re

# A thing a line; a hyphen at the end stands for whatever follows.
GROUPS = """
smok- / cigarette- / tobacco / nicotine
x-ray- / radiograph- / film-
vitamin d / cholecalciferol / calcidiol
paracetamol / acetaminophen
adrenaline / epinephrine
thrombo- / clot- / embol-
deep vein thrombosis / dvt
heart attack / myocardial infarction / infarct-
stroke / cerebrovascular
high blood pressure / hypertensi-
kidney / renal
liver / hepat-
lung / pulmon-
heart / cardi-
bone / osseous / skelet-
joint / articul- / arthr-
muscle / myo- / muscular
nerve / neur-
blood test / blood count / serum
operat- / surg-
exercis- / train- / movement / moving / activ- / strengthen- / load-
physiotherap- / exercis-
rest- / lie down / lying / inactiv- / immobil- / bed
aspirat- / drain- / drawn off / draw off / draw fluid / tap- / needle
inject- / needle / infiltrat-
steroid- / cortisone / predniso- / triamcinolone / glucocorticoid-
splint- / brace- / cast / plaster / immobil- / orthos-
crutch- / stick / walking aid / frame
talk- / ask- / convers- / discuss- / listen- / speak
explain- / reassur- / tell- / inform-
advi- / recommend- / counsel-
refer- / send / sent / specialist / transfer-
admit- / hospital / inpatient / ward
remov- / excis- / resect- / take out / taken out / cut out
replac- / prosthe- / arthroplast-
fuse / fusion / arthrodes-
broke- / break- / fractur- / crack-
dislocat- / out of joint / out of its socket / luxat-
sprain- / torn ligament
tear- / torn / ruptur-
wear- / osteoarthr- / degenerat- / arthrosis
gout / urate / uric acid / podagra
rheumatoid / synovitis
infect- / septic / sepsis / bacteri- / pus / germ-
cancer / malignan- / tumour- / metasta- / carcinoma
swelling / swollen / oedema / effusion
lump / nodule / mass / swelling
numb- / sensation / sensory / anaesthe-
weak- / paresis / palsy / power / strength
shoulder blade / scapul-
collar bone / collarbone / clavic-
shin / tibia-
thigh bone / femur / femor-
kneecap / knee cap / patell-
heel bone / calcane-
funny bone / ulnar
breastbone / stern-
jaw / mandib-
skull / crani-
spine / spinal / vertebr- / backbone
tail bone / tailbone / coccy-
charcot / neuropathic joint / neuroarthropath-
frozen shoulder / adhesive capsulitis
tennis elbow / lateral epicondyl-
golfer's elbow / medial epicondyl-
jumper's knee / patellar tend-
trigger finger / stenosing tenosynovitis
shingles / zoster
weight loss / lose weight / losing weight / lighter / kilo-
stop- / ceas- / discontinu- / withdraw- / giving up / give up / omit-
start- / begin- / initiat- / introduc-
wait- / watch- / observ- / review- / spontaneous
stay active / keep moving / carry on / keep going / remain active / normal activities
antibiotic- / flucloxacillin / penicillin / amoxicillin / antimicrobial
painkiller- / analges- / paracetamol / nsaid- / ibuprofen / anti-inflammator-
opioid- / morphine / codeine / opiate-
emergenc- / urgent- / immediate- / at once / same day / today
"""


def _pattern(group: str) -> re.Pattern[str]:
    names = (r"\W+".join(map(_word, name.split())) for name in group.split(" / "))
    return re.compile(rf"\b(?:{'|'.join(names)})\b", re.IGNORECASE)


def _word(part: str) -> str:
    whole = re.escape(part.removesuffix("-"))
    return f"{whole}\\w*" if part.endswith("-") else f"{whole}s?"


PATTERNS = tuple(map(_pattern, GROUPS.strip().splitlines()))


def share_a_thing(one: str, other: str) -> bool:
    """Whether two texts name one thing, each in its own words."""
    return any(pattern.search(one) and pattern.search(other) for pattern in PATTERNS)
