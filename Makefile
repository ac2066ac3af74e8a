.PHONY: setup lock
setup:
	@tools/setup.sh dev
lock:
	@tools/lock.sh
