"use strict"; // toy
