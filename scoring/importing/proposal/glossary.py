"""Which words in columns are known, in the languages of exports: phrases by vocabulary.

Phrases are in small letters without accents, parted by bars.
"""

VOCABULARIES: dict[str, str] = {
    "channel": (
        "email | e mail | mail | phone | call | telephone | voice | voicemail | chat | "
        "live chat | webchat | inbound | outbound | outcall | incall | web | website | "
        "web form | form | portal | sms | text message | social | social media | facebook | "
        "twitter | instagram | whatsapp | wechat | telegram | messenger | self service | app | "
        "in app | mobile app | api | walk in | in person | in store | counter | fax | letter | "
        "post | video | telefon | correo | telefono | courriel | 电话 | 邮件 | 邮箱 | 在线 | "
        "在线客服 | 在线聊天 | 微信 | 公众号 | 小程序 | 网页 | 短信 | 呼入 | 呼出 | 外呼 | "
        "热线 | 自助 | 社交媒体 | 门店 | 电子邮件 | 网站 | メール | 電話 | チャット"
    ),
    "priority": (
        "low | medium | normal | moderate | high | urgent | critical | blocker | highest | "
        "lowest | very high | very low | emergency | trivial | p0 | p1 | p2 | p3 | p4 | p5 | "
        "planning | niedrig | mittel | hoch | dringend | kritisch | baja | media | alta | "
        "urgente | critica | basse | moyenne | haute | 低 | 中 | 高 | 紧急 | 普通 | 一般 | "
        "特急 | 加急 | 非常紧急 | 严重 | 緊急 | 最高 | 最低"
    ),
    "shift": (
        "morning | afternoon | evening | night | split | day | graveyard | early | late | "
        "swing | overnight | weekend | mid | rotating | day shift | night shift | "
        "morning shift | evening shift | late shift | early shift | fruh | spat | nacht | "
        "manana | tarde | noche | matin | soir | nuit | 早班 | 中班 | 晚班 | 夜班 | 白班 | "
        "大夜班 | 小夜班 | 早 | 晚 | 日班 | 夜勤 | 日勤"
    ),
    "region": (
        "apac | emea | americas | amer | latam | anz | mea | namer | noram | dach | benelux | "
        "nordics | apj | cee | cis | gcc | north | south | east | west | central | northeast | "
        "northwest | southeast | southwest | north east | north west | south east | "
        "south west | midwest | north america | south america | latin america | europe | "
        "asia | asia pacific | africa | middle east | oceania | nord | sud | ost | norte | "
        "sur | este | oeste | ouest | 华东 | 华南 | 华北 | 华中 | 西南 | 西北 | 东北 | 东区 | "
        "西区 | 南区 | 北区 | 亚太 | 欧洲 | 美洲 | 北美 | 拉美 | 中东 | 非洲 | 东部 | 西部 | "
        "南部 | 北部 | 中部 | 关东 | 关西 | 関東 | 関西"
    ),
    "country": (
        "argentina | australia | austria | bangladesh | belgium | brazil | bulgaria | canada | "
        "chile | china | colombia | croatia | czechia | czech republic | denmark | egypt | "
        "estonia | finland | france | germany | ghana | greece | hong kong | hungary | "
        "iceland | india | indonesia | ireland | israel | italy | japan | jordan | kenya | "
        "kuwait | latvia | lithuania | luxembourg | malaysia | mexico | morocco | "
        "netherlands | new zealand | nigeria | norway | pakistan | panama | peru | "
        "philippines | poland | portugal | qatar | romania | russia | saudi arabia | serbia | "
        "singapore | slovakia | slovenia | south africa | south korea | korea | spain | "
        "sri lanka | sweden | switzerland | taiwan | thailand | tunisia | turkey | uae | "
        "united arab emirates | uganda | uk | united kingdom | great britain | ukraine | "
        "uruguay | usa | us | united states | united states of america | venezuela | vietnam | "
        "viet nam | nepal | myanmar | cambodia | ethiopia | algeria | oman | bahrain | "
        "deutschland | osterreich | schweiz | frankreich | espana | 中国 | 美国 | 英国 | "
        "法国 | 德国 | 日本 | 韩国 | 印度 | 新加坡 | 泰国 | 加拿大 | 澳大利亚 | 巴西 | "
        "阿联酋 | 越南 | 马来西亚 | 印度尼西亚 | 菲律宾 | 俄罗斯 | 意大利 | 西班牙 | 墨西哥"
    ),
    "done": (
        "resolved | solved | closed | completed | complete | done | fixed | finished | "
        "resolved closed | gelost | erledigt | geschlossen | abgeschlossen | resuelto | "
        "cerrado | resolu | ferme | resolvido | fechado | 已解决 | 已完成 | 已关闭 | 已结案 | "
        "完结 | 已完结 | 已处理 | 结案 | 完成 | 解決済み | 完了 | クローズ"
    ),
    "escalated": (
        "escalated | escalation | eskaliert | escalado | 已升级 | 升级 | 升级处理 | "
        "エスカレーション"
    ),
    "new": (
        "new | neu | nuevo | nouveau | novo | created | submitted | 新建 | 未受理 | 待受理 | 新規"
    ),
    "open": (
        "open | opened | in progress | progress | pending | on hold | hold | waiting | "
        "awaiting | active | assigned | reopened | work in progress | unresolved | "
        "not resolved | unsolved | not solved | cancelled | canceled | rejected | "
        "awaiting user info | awaiting evidence | awaiting vendor | awaiting problem | offen | "
        "in bearbeitung | wartend | abierto | en curso | pendiente | ouvert | en cours | "
        "en attente | aberto | 处理中 | 进行中 | 待处理 | 未解决 | 挂起 | 打开 | 未完成 | "
        "未关闭 | 待回访 | 等待 | 已取消 | 已分配 | 跟进中 | 対応中 | 未対応 | 保留"
    ),
    "team": (
        "team | group | squad | crew | desk | tier | queue | unit | department | dept | line | "
        "level | gruppe | equipo | equipe | 组 | 队 | 部 | 班"
    ),
}

RATINGS: dict[str, str] = {
    "5": (
        "good | excellent | very good | very satisfied | very happy | great | outstanding | "
        "extremely satisfied | positive | happy face | 非常满意 | 很满意 | 好评 | 好 | 优秀 | "
        "sehr gut | excelente | muy satisfecho"
    ),
    "4": (
        "satisfied | happy | above average | 满意 | 比较满意 | 较满意 | gut | bueno | "
        "satisfecho | bien"
    ),
    "3": (
        "average | neutral | ok | okay | fair | acceptable | mixed | so so | moderate | 一般 | "
        "中评 | 普通 | 尚可 | 中 | befriedigend | regular | moyen"
    ),
    "2": (
        "poor | dissatisfied | unsatisfied | unhappy | below average | not satisfied | "
        "不满意 | 较差 | 不太满意 | schlecht | malo | insatisfecho | mauvais"
    ),
    "1": (
        "bad | very bad | terrible | awful | very poor | very dissatisfied | "
        "very unsatisfied | extremely dissatisfied | negative | 非常不满意 | 很不满意 | 差评 | "
        "差 | sehr schlecht | muy malo | tres mauvais"
    ),
    "none": (
        "not rated | unrated | not offered | offered | no rating | none | unoffered | "
        "no response | not surveyed | not answered | n a | na | skipped | pending | 未评价 | "
        "未评 | 无评价 | 未参评 | 默认评价"
    ),
}
"""Ratings from 1 to 5 in words, and `none` for words that say there is no rating."""

TOPICS = (
    "account | access | admin | application | bill | billing | booking | cancel | "
    "cancellation | card | cashback | category | change | claim | complaint | contract | "
    "credit | damaged | data | delay | delayed | delivery | device | enquiry | enquiries | "
    "error | feature | feedback | fraud | fraudulent | general | hardware | help | info | "
    "information | inquiry | installation | insurance | internet | invoice | issue | issues | "
    "item | login | maintenance | missing | modification | modifications | network | offer | "
    "offers | onboarding | order | orders | other | others | password | payment | payments | "
    "pickup | plan | pricing | printer | problem | product | property | queries | query | "
    "question | questions | refund | refunds | related | repair | replacement | request | "
    "requests | return | returns | reward | rewards | sales | security | seller | service | "
    "services | setup | shipping | signup | software | streaming | subscription | support | "
    "tech | technical | technician | tracking | update | upgrade | user | verification | "
    "voucher | wallet | warranty | wrong | 退款 | 退货 | 换货 | 物流 | 咨询 | 投诉 | 账户 | "
    "支付 | 订单 | 售后 | 售前 | 技术 | 问题 | 申请 | 查询 | 服务 | 配送 | 发票 | 会员 | 优惠"
)
"""Words that are about a matter, and not the name of somebody."""

TRUTHS: tuple[tuple[str, str], ...] = (
    ("Y", "N"),
    ("y", "n"),
    ("Yes", "No"),
    ("yes", "no"),
    ("YES", "NO"),
    ("True", "False"),
    ("true", "false"),
    ("TRUE", "FALSE"),
    ("T", "F"),
    ("t", "f"),
    ("1", "0"),
    ("1.0", "0.0"),
    ("是", "否"),
    ("有", "无"),
    ("对", "错"),
    ("真", "假"),
    ("Ja", "Nein"),
    ("ja", "nein"),
    ("J", "N"),
    ("Wahr", "Falsch"),
    ("wahr", "falsch"),
    ("WAHR", "FALSCH"),
    ("Oui", "Non"),
    ("oui", "non"),
    ("Vrai", "Faux"),
    ("VRAI", "FAUX"),
    ("Sí", "No"),
    ("Si", "No"),
    ("sí", "no"),
    ("si", "no"),
    ("S", "N"),
    ("Sim", "Não"),
    ("Verdadero", "Falso"),
    ("はい", "いいえ"),
    ("예", "아니오"),
    ("On", "Off"),
    ("on", "off"),
    ("已解决", "未解决"),
    ("已接听", "未接听"),
    ("接通", "未接通"),
    ("达标", "未达标"),
    ("达标", "不达标"),
    ("Met", "Missed"),
    ("Met", "Not Met"),
    ("Resolved", "Unresolved"),
    ("Resolved", "Not Resolved"),
    ("Answered", "Unanswered"),
    ("Answered", "Abandoned"),
    ("Answered", "Missed"),
    ("Within SLA", "SLA Violated"),
    ("Within SLA", "Breached"),
    ("√", "×"),
)
"""Words that mean true and false, as pairs."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
    "龚邵万钱严覃武戴莫孔向汤"
)
"""The most frequent Chinese surnames."""
