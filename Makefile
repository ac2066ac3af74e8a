# 一站 (Yizhan). `make help` lists everything.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
export PORT ?= 8000
export HOST ?= 127.0.0.1

.PHONY: help setup runtime lock assets demo serve test check format migrations policy-check policy-install audit-check papers room bench clean

help:  ## 列出全部命令 / list everything
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | while IFS=$$'\t' read -r name says; do printf '  make %-14s %s\n' "$$name" "$$says"; done

setup:  ## 安装开发环境到 .venv（可重复运行） / install everything for development into .venv
	@tools/setup.sh dev

runtime:  ## 只安装运行所需 / install only what running needs
	@tools/setup.sh runtime

lock:  ## 由 pyproject.toml 重新锁定版本（UPGRADE=1 升级） / write the hashed locks anew (UPGRADE=1 to upgrade)
	@tools/lock.sh

assets: runtime  ## 生成页面的样式和脚本（有变化才做） / build styles and scripts when stale
	@$(PY) tools/assets.py

demo: assets  ## 一条命令试用：建库、示范县、账号、启动（PORT=8000） / try it: database, demo county, accounts, server
	@YIZHAN_MODE=demo $(PY) manage.py demo

serve: assets  ## 正式服务：网页和后台任务（用环境变量设置，见 docs/settings.md） / the production server
	@exec $(PY) manage.py serve

test: setup assets  ## 全部测试：SQLite、PostgreSQL、浏览器（ARGS="-k 探访"，PARTS="SQLite"） / every test
	@$(PY) tools/test.py $(ARGS)

check: setup  ## 格式、静态检查、类型、层次、守则、迁移、政策包、生成的文档 / all checks
	@$(PY) tools/check.py $(ONLY)

format: setup  ## 排版并自动修正 / format and fix
	@.venv/bin/ruff format --quiet . && .venv/bin/ruff check --fix --quiet .

migrations: setup  ## 为改过的表生成迁移 / write migrations for changed models
	@$(PY) manage.py makemigrations

policy-check: runtime  ## 检查全部政策包（PACK=目录 只查一个） / check every policy pack
	@$(PY) -m tools.packs $(PACK)

policy-install: runtime  ## 装上一个检查通过的政策包（FILE=文件.zip NAME=区划代码-英文名/年份-英文名） / install a policy pack
	@$(PY) manage.py install_pack "$(FILE)" $(if $(NAME),--name "$(NAME)")

audit-check: runtime  ## 核对审计留痕有没有被改过、删过 / whether the audit trail is as it was sealed
	@$(PY) manage.py check_audit_trail

papers: setup  ## 重新生成 docs/ 里由代码得出的页 / write the generated pages of docs/ anew
	@$(PY) -m tools.papers

room: setup  ## 新建一个房间：make room NAME=volunteers / scaffold a room
	@$(PY) tools/room.py $(NAME)

bench: setup assets  ## 量速度，与同一台机器上的裸数据库相比 / measure, as ratios against the bare database
	@$(PY) -m bench $(ARGS)

clean:  ## 删除生成物（不动数据库和密钥） / remove what was built; keeps database and keys
	@rm -rf var/mypy var/static var/*.stamp var/coverage htmlcov field/node_modules yizhan/web/assets/node_modules yizhan/web/static/yizhan yizhan/web/static/field
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
