"""The preview: a web server on the loopback whose pages reload when the site changes and show what is wrong.

Four modules: ``live`` holds what the pages are told, ``pages`` puts the script into them, ``answers`` finds what an
address stands for, ``server`` speaks HTTP. ``shortsite.serve`` drives them.
"""
