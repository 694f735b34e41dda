export const HELP = `一门 Yimen：县级政务服务和大数据中心的一体化系统

用法
  yimen budget tables --county 410324 --year 2023 --department 130
                      [--version initial] [--table 3] [--format json|csv|md]
      十三张表，金额单位万元。不写 --version 时取当前公开的版本，还没有公开的取最新一版。
  yimen budget figure --county 410324 --year 2023 --department 130 --table 3
                      --row total --column project [--version initial] [--format json|md] [--after 上一页的 next]
      一个数字，和相加得到它的账目行。
  yimen budget list --county 410324 [--after 上一页的 next]
      已公开的预算。
  yimen budget load 文件夹 [--replace]
      装载一个部门的预算（格式见 docs/budget-folder.md）。有错就整个不装。
  yimen budget approve --county 410324 --year 2023 --department 130 --version initial
                       [--on 2023-02-28] [--document 文号]
      批复：定版，从此不能再改。
  yimen budget publish （参数同上）
      公布：成为公众看得到的新一版。
  yimen budget withdraw --county 410324 --year 2023 --department 130 --edition 1 --reason 理由
                        [--on 2023-03-01]
      撤回公开的一版：公众不再看到内容，地址说明撤回的日期和理由；账目不删。
  yimen budget index --county 410324
      让以前公开的版次也能搜到；以后公布的自动编好。
  yimen catalogue import 文件夹 [--take]
      比较另一年的政府收支分类科目；加 --take 才装入。
  yimen catalogue show 代码 [--day 2023-01-01] [--dir 文件夹]
      一个科目代码在某天的名称；从随带的文件里查，不启动数据库。
  yimen backup 文件
  yimen restore 文件
      备份数据库、文件和密钥，不用停机；恢复到空的 YIMEN_DATA 或空的数据库。
  yimen upgrade [--dry-run]
      由新版本执行：备份、在副本上试、更新数据库结构、看能不能服务；不成就回到原样。先停止服务。
  yimen serve
      启动服务，和 npm start 相同。
  yimen county export 县代码 文件
  yimen county import 文件
      一个县的全部数据：导出成一个 zip 文件，装入另一个系统（例如省里的）。
  yimen audit verify [--county 410324] [--head 12-9f86d0…[,…]]
      逐条重算存证链，指出第一处断开的地方；--head 给出以前抄在外面的链头。
  yimen audit head [--county 410324]
      现在的链头。请定期抄到系统以外的地方。
  yimen check 文件或文件夹… [--format text|json|html|xlsx|checklist] [--out 文件]
                      [--jobs 2] [--year 2023] [--rules 规则.json] [--group] [--against 批复.xlsx]
      审查公开的预算、决算文件（.docx .doc .xlsx .xls .rtf .html .mht .txt .md .zip），列出每一处矛盾。不启动数据库。
      --group 把说明和表、各年、部门和单位放在一起查；--against 逐个数和批复的数比较。
      退出码：0 没有错误，1 有错误，2 有文件读不了。
  yimen rules [规则代码] [--format text|markdown|json]
      审查规则一览。
  yimen db setup | migrate | distribute | status
      自备 PostgreSQL 时：建角色和数据库、更新结构、把各表分布到 Citus 集群、看状态。

设置（环境变量）
  YIMEN_DATA     内置数据库和文件的位置，默认 var/
  YIMEN_COUNTY   本县代码，默认 410324
  YIMEN_DEMO     on 或 off，是否示范
  YIMEN_SPONSOR、YIMEN_TELEPHONE  页脚的主办单位和电话，默认本县中心、12345
  PORT、HOST     服务的端口和地址，默认 8080、127.0.0.1
  YIMEN_LOG      日志级别，默认 info
  DATABASE_URL、DATABASE_READER_URL、DATABASE_OWNER_URL、DATABASE_ADMIN_URL
                 自备 PostgreSQL（15 或更新）

退出码：0 完成，1 有问题（已列出），2 用法不对、读不了或不允许，70 程序出错`
