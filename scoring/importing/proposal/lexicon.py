"""Which names of columns are known, in the languages of exports: phrases by role and unit.

Phrases are in small letters without accents, parted by bars.
"""

ROLES: dict[str, str] = {
    "id": (
        "id | unique id | record id | uuid | guid | key | ticket | ticket id | ticket no | "
        "ticket number | ticket key | case | case id | case no | case number | call id | "
        "conversation id | chat id | session id | interaction id | interaction | contact id | "
        "incident | incident id | incident number | issue key | issue id | request id | "
        "number | ref | reference | reference number | event id | task id | survey id | "
        "row id | call reference | ticketnummer | vorgang | vorgangsnummer | fallnummer | "
        "vorgangs nr | ticket nr | nr | numero | numero de ticket | folio | identifiant | "
        "numero du ticket | chamado | protocolo | caso | 工单号 | 工单编号 | 工单id | 编号 | "
        "会话id | 会话编号 | 单号 | 流水号 | 通话id | 通话编号 | 唯一编号 | 唯一标识 | "
        "案例编号 | 事件编号 | 受理编号 | 记录编号 | チケット番号 | 受付番号 | 管理番号"
    ),
    "agent": (
        "agent | agent name | agent id | agent code | assignee | assignee name | assigned | "
        "assigned to | assigned agent | owner | ticket owner | case owner | operator | "
        "operator name | representative | rep | rep name | support rep | service rep | csr | "
        "adviser | advisor | associate | associate name | consultant | specialist | handler | "
        "handled by | answered by | employee | employee id | employee name | staff | "
        "staff name | staff id | staff member | executive | technician | engineer | worker | "
        "colleague | taken by | served by | user name | sachbearbeiter | bearbeiter | "
        "mitarbeiter | zugewiesen an | zustandig | agente | asignado a | asignado | "
        "responsable | atendente | responsavel | conseiller | assigne a | operatore | "
        "assegnatario | 坐席 | 座席 | 坐席姓名 | 坐席工号 | 客服 | 客服姓名 | 客服人员 | "
        "客服工号 | 处理人 | 受理人 | 经办人 | 负责人 | 指派人 | 员工 | 员工姓名 | 员工编号 | "
        "员工工号 | 工号 | 专员 | 接待人 | 接线员 | 话务员 | 受理人员 | 处理人员 | 担当者 | "
        "オペレーター | 담당자 | 상담원"
    ),
    "resolver": "resolved by | solved by | closed by | completed by | 解决人 | 关闭人 | 完成人",
    "person": (
        "created by | opened by | updated by | modified by | submitter | submitted by | "
        "reported by | sys created by | sys updated by | last modified by | author | "
        "entered by | raised by | caused by | 创建人 | 提交人 | 更新人 | 修改人"
    ),
    "customer": (
        "customer | customer id | customer no | customer number | customer name | client | "
        "client id | client name | requester | requester id | requester email | reporter | "
        "caller | caller id | consumer | user | user id | account | account id | "
        "account name | contact | contact name | member | member id | passenger | guest | "
        "buyer | subscriber | organization | kunde | kundennummer | cliente | 客户 | 客户id | "
        "客户编号 | 客户姓名 | 客户名称 | 用户 | 用户id | 会员 | 会员号 | 买家 | 来电号码 | "
        "主叫号码 | 联系人 | 顧客"
    ),
    "team": (
        "team | team name | group | group name | support group | assignment group | "
        "agent group | queue | queue name | department | dept | squad | unit | desk | "
        "supervisor | supervisor name | team lead | team leader | lead | agent team | crew | "
        "equipo | grupo | gruppe | abteilung | equipe | groupe | fila | 团队 | 班组 | 小组 | "
        "组别 | 组名 | 部门 | 技能组 | 坐席组 | 客服组 | 主管 | 班长 | 组长 | 团队主管 | "
        "所属团队 | チーム | 部署 | グループ"
    ),
    "manager": (
        "manager | manager name | manager id | line manager | reports to | boss | head | "
        "team manager | operations manager | unit head | section head | department head | "
        "area manager | vorgesetzter | gerente | jefe | responsable de area | 经理 | 上级 | "
        "主任 | 部门经理 | 运营经理 | 负责经理 | 上司 | マネージャー"
    ),
    "created": (
        "created | created at | created on | created date | created time | creation date | "
        "date created | create date | create time | creation time | time created | opened | "
        "opened at | opened on | open date | open time | date opened | reported | "
        "reported at | reported on | issue reported | report date | report time | raised | "
        "raised at | raised on | logged | logged at | logged on | received | received at | "
        "received on | submitted | submitted at | submitted on | start | started | "
        "started at | start time | start date | begin | beginning | call date | call time | "
        "contact date | contact time | contacted at | contacted on | request date | "
        "request time | arrived | arrival | arrival time | inquiry time | date | day | "
        "date time | datetime | timestamp | time | incident time | creado | creada | "
        "creado el | fecha | fecha de creacion | fecha de apertura | apertura | erstellt | "
        "erstellt am | erstelldatum | eroffnet | eroffnet am | angelegt | angelegt am | "
        "datum | cree | cree le | date de creation | ouvert le | ouverture | criado em | "
        "data | aperto il | 创建 | 创建时间 | 创建日期 | 提交时间 | 开始时间 | 受理时间 | "
        "来电时间 | 进线时间 | 报告时间 | 上报时间 | 发起时间 | 接入时间 | 受理日期 | "
        "登记时间 | 建单时间 | 咨询时间 | 通话日期 | 通话时间 | 日期 | 时间 | 発生日時 | "
        "受付日時 | 作成日 | 作成日時 | 登録日時 | 접수일시"
    ),
    "response": (
        "queue | first response | first response at | first response time | first reply | "
        "first answer | first replied | first reply at | first reply time | initial response | "
        "initial response time | responded | responded at | responded on | responded time | "
        "response | response time | response date | response minutes | issue responded | "
        "reply time | replied | replied at | answered at | answer time | time to answer | "
        "speed of answer | answer speed | time to first response | time to first reply | "
        "time to respond | time to reply | wait | waiting | wait time | waiting time | "
        "queue time | time in queue | seconds to answer | ring time | pickup time | "
        "answer delay | acknowledged at | acknowledged | first contact at | agent response | "
        "erste antwort | erste reaktion | reaktionszeit | antwortzeit | wartezeit | "
        "primera respuesta | tiempo de respuesta | tiempo de espera | premiere reponse | "
        "temps de reponse | temps d attente | primeira resposta | 首次响应 | 首响 | "
        "首次响应时间 | 首次响应时长 | 首次回复 | 首次回复时间 | 响应 | 响应时间 | 响应时长 | "
        "响应速度 | 应答速度 | 应答时长 | 应答时间 | 回复时间 | 等待时长 | 等待时间 | 等待 | "
        "排队时长 | 排队时间 | 接听速度 | 振铃时长 | 初回応答 | 初回応答時間 | 待ち時間"
    ),
    "resolution": (
        "resolved | resolved at | resolved on | resolved date | date resolved | resolve time | "
        "resolution | resolution time | resolution date | resolution hours | "
        "resolution minutes | time to resolution | time to resolve | time to solve | "
        "time to fix | full resolution time | solved | solved at | solved on | solved date | "
        "completed | completed at | completed on | completion time | completion date | fixed | "
        "fixed at | finished | finished at | finish time | done at | end | ended | end time | "
        "was resolved | is resolved | issue resolved | problem solved | solution | "
        "solution time | turnaround | turnaround time | gelost | gelost am | losungszeit | "
        "behoben | resuelto | resuelta | tiempo de resolucion | resolu | resolu le | "
        "temps de resolution | resolvido | 解决 | 解决时间 | 解决时长 | 解决日期 | "
        "处理完成时间 | 完成时间 | 完成日期 | 完结时间 | 结束时间 | 是否解决 | 已解决 | "
        "问题解决 | 解決日 | 解決日時 | 解決 | 完了日時"
    ),
    "closed": (
        "closed | closed at | closed on | closed date | closed time | close date | "
        "close time | date closed | closing date | closure date | cerrado | fecha de cierre | "
        "geschlossen | geschlossen am | ferme le | fechado em | 关闭 | 关闭时间 | 关单时间 | "
        "结案时间 | 结单时间 | クローズ日時"
    ),
    "updated": (
        "updated | updated at | updated on | last updated | last update | last update time | "
        "update time | modified | modified at | modified on | last modified | "
        "last modified date | changed | changed at | last changed | last activity | "
        "sys updated on | sys updated at | event time | log time | actualizado | geandert | "
        "geandert am | modifie le | 更新 | 更新时间 | 修改时间 | 最后更新 | 最后更新时间 | "
        "更新日時"
    ),
    "survey": (
        "survey | surveyed | survey date | survey time | survey response date | "
        "survey responded | survey answered | survey completed | survey received | feedback | "
        "feedback date | feedback time | rated at | rated on | rating date | rating time | "
        "satisfaction date | csat date | reviewed at | review date | encuesta | umfrage | "
        "umfragedatum | 评价时间 | 评价日期 | 调查日期 | 调查时间 | 调查反馈日期 | 反馈日期 | "
        "回访时间 | 评分时间 | アンケート日"
    ),
    "due": (
        "due | due date | due by | due by time | sla due | deadline | target date | "
        "order date | order time | order date time | order placed | ordered at | ordered on | "
        "purchase date | purchase time | bought on | delivery date | expected at | scheduled | "
        "birth date | date of birth | 截止时间 | 到期时间 | 下单时间 | 订单时间 | 订单日期 | "
        "购买时间 | 预约时间"
    ),
    "channel": (
        "channel | channel name | contact channel | support channel | via | source | origin | "
        "medium | media | media type | contact type | contact method | contact mode | mode | "
        "mode of contact | touchpoint | communication channel | intake channel | canal | "
        "kanal | eingangskanal | canale | 渠道 | 渠道名称 | 来源 | 途径 | 方式 | 联系方式 | "
        "接入渠道 | 服务渠道 | 受理渠道 | チャネル | 채널"
    ),
    "priority": (
        "priority | priority level | urgency | severity | importance | prioridad | prioritat | "
        "priorite | prioridade | dringlichkeit | 优先级 | 优先级别 | 紧急程度 | 紧急度 | "
        "严重程度 | 優先度 | 우선순위"
    ),
    "category": (
        "category | category name | topic | type | ticket type | case type | call type | "
        "issue type | request type | type of request | reason | reason code | contact reason | "
        "call reason | classification | class | subject area | area of issue | "
        "issue category | issue | problem type | complaint type | inquiry type | theme | "
        "disposition | nature | main category | kategorie | thema | categoria | tema | "
        "motivo | categorie | motif | tipo | art | 类别 | 分类 | 类型 | 主题 | 问题类型 | "
        "问题类别 | 问题分类 | 业务类型 | 业务分类 | 一级分类 | 咨询类型 | 大类 | カテゴリ | "
        "分類 | 種別"
    ),
    "sub_category": (
        "sub category | subcategory | sub type | subtype | sub topic | sub reason | "
        "sub issue | category detail | detailed reason | second level category | "
        "unterkategorie | subcategoria | 子类 | 子类别 | 子分类 | 小类 | 二级分类 | 细分 | "
        "细分类别 | サブカテゴリ"
    ),
    "product": (
        "product | product name | product line | product category | item | item category | "
        "product type | produkt | producto | produit | produto | 产品 | 产品名称 | 商品 | "
        "商品类别 | 产品线 | 产品类别 | 製品"
    ),
    "region": (
        "region | area | territory | zone | geo | geography | sales region | market | "
        "region name | bundesland | regiao | 区域 | 大区 | 地区 | 片区 | 地域 | リージョン"
    ),
    "country": (
        "country | nation | country name | country code | land | pais | pays | 国家 | 国别 | "
        "国 | 国名"
    ),
    "city": (
        "city | town | customer city | location | site | state province | stadt | ciudad | "
        "ville | 城市 | 客户城市 | 所在城市"
    ),
    "shift": (
        "shift | agent shift | work shift | duty | shift name | schicht | turno | "
        "equipe de turno | 班次 | 排班 | 坐席班次 | シフト"
    ),
    "tenure": (
        "tenure | tenure bucket | seniority | length of service | experience | time in role | "
        "工龄 | 入职时长 | 司龄 | 在职时长"
    ),
    "status": (
        "status | state | stage | ticket status | case status | current status | "
        "incident state | call status | outcome | result | resolution status | "
        "status category | conversation state | estado | zustand | statut | stato | situacao | "
        "状态 | 工单状态 | 处理状态 | 当前状态 | 处理结果 | ステータス | 状態 | 상태"
    ),
    "csat": (
        "csat | csat score | csat rating | customer satisfaction | satisfaction | "
        "satisfaction rating | satisfaction score | satisfaction level | rating | "
        "customer rating | score | survey score | survey rating | survey result | "
        "survey results | feedback score | feedback rating | stars | star rating | grade | "
        "happiness | zufriedenheit | bewertung | kundenzufriedenheit | satisfaccion | "
        "calificacion | valoracion | satisfaction client | note | nota | avaliacao | 满意度 | "
        "满意度评分 | 满意度得分 | 评分 | 评价 | 评价得分 | 得分 | 星级 | 打分 | 満足度 | "
        "評価 | 만족도"
    ),
    "nps": (
        "nps | nps score | net promoter | net promoter score | likelihood to recommend | "
        "would recommend | recommend | 推荐度 | 推荐意愿 | 净推荐值"
    ),
    "talk": (
        "talk | talk length | conversation length | conversation duration | "
        "talk time | talk duration | avg talk duration | average talk duration | "
        "talking time | time on call | conversation time | time talking | talk seconds | "
        "speaking time | gesprachsdauer | tiempo de conversacion | 通话时长 | 平均通话时长 | "
        "通话秒数 | 通话持续时间 | 平均通话时间 | 通話時間"
    ),
    "handle": (
        "handle | handle time | handling time | handling | connected handling time | aht | "
        "average handle time | work time | time spent | time tracked | duration | "
        "call duration | call length | length | effort | service time | session duration | "
        "bearbeitungszeit | dauer | duracion | duree | 处理时长 | 处理时间 | 处理耗时 | "
        "服务时长 | 时长 | 会话时长 | 处理秒数 | 対応時間"
    ),
    "idle": (
        "hold | hold time | total hold time | wrap | wrap up | wrap time | acw | "
        "after call work | agent wait time | requester wait time | on hold time | "
        "business duration | calendar duration | business stc | calendar stc | 保持时长 | "
        "话后时长 | 挂起时长"
    ),
    "answered": (
        "answered | is answered | was answered | picked up | call answered | connected | "
        "abandoned | missed | beantwortet | contestada | 是否接听 | 是否接通 | 接听 | 接通 | "
        "已接听 | 応答"
    ),
    "sla": (
        "sla | sla met | sla breached | response sla | resolution sla | response sla met | "
        "resolution sla met | first response sla | within sla | made sla | breached | breach | "
        "sla violated | on time | first response status | response target met | "
        "resolution target met | target met | promise kept | response on time | "
        "resolved on time | solved on time | answered on time | 达标 | 是否达标 | 响应达标 | "
        "解决达标 | 超时 | 是否超时 | 按时 | 时效达标"
    ),
    "escalated": (
        "escalated | is escalated | escalation | was escalated | eskaliert | escalado | "
        "是否升级 | 已升级 | 升级 | エスカレーション"
    ),
    "complaint": (
        "complaint | is complaint | complaint flag | complained | beschwerde | queja | 投诉 | "
        "是否投诉 | 苦情"
    ),
    "first_contact": (
        "fcr | first contact resolution | first call resolution | resolved on first contact | "
        "first contact resolved | one touch | 一次解决 | 首次解决 | 一次性解决 | 首解"
    ),
    "survey_sent": "survey sent | survey offered | survey invited | 是否邀评 | 邀评 | 已发送调查",
    "reopens": (
        "reopens | reopened | reopen count | reopened count | number of reopens | "
        "times reopened | count reopens | 重开次数 | 重新打开次数"
    ),
    "checks_done": "checks made | checks done | qa checks | quality checks | 质检项数 | 质检次数",
    "checks_passed": "checks passed | qa passed | 质检合格数 | 质检通过数",
    "cost": (
        "cost | ticket cost | handling cost | cost per ticket | kosten | costo | cout | 成本 | 费用"
    ),
    "currency": "currency | currency code | 币种 | 货币",
    "remark": (
        "remark | remarks | customer remarks | comment | comments | customer comment | "
        "customer comments | note text | notes | description | subject | summary | message | "
        "body | text | review | review text | feedback text | verbatim | title | transcript | "
        "resolution notes | tags | beschreibung | kommentar | betreff | descripcion | "
        "comentario | asunto | commentaire | 备注 | 描述 | 评论 | 评价内容 | 客户备注 | "
        "客户评论 | 客户留言 | 留言 | 内容 | 标题 | 摘要 | コメント | 備考"
    ),
    "other_id": (
        "order id | order no | order number | order reference | parent id | product id | "
        "item id | account number | problem id | invoice | invoice number | phone | "
        "phone number | email | e mail | mail address | 订单号 | 订单编号 | 订单id | "
        "电话号码 | 手机号 | 邮箱"
    ),
    "row": (
        "index | row | row number | row no | unnamed 0 | line | line number | serial | "
        "serial number | s no | sl no | 序号 | 行号 | 连番"
    ),
    "money": (
        "price | item price | amount | value | revenue | order value | total | 价格 | 金额 | "
        "单价 | 商品价格"
    ),
}

UNITS: dict[str, str] = {
    "s": "seconds | second | secs | sec | s | sekunden | sek | segundos | secondes | 秒 | 秒数",
    "min": "minutes | minute | mins | min | minuten | minutos | 分钟 | 分钟数",
    "h": "hours | hour | hrs | hr | h | stunden | std | horas | heures | 小时 | 小时数 | 時間数",
    "d": "days | day | d | tage | dias | jours | 天 | 天数 | 日数",
}

TIMES = "date | day | date time | datetime | timestamp | time | fecha | datum | data | 日期 | 时间"
"""Phrases that say no more than that something is a date or a time."""
